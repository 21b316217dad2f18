package io.azimux.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of the house that no compiler knows. A failure lists every offending place. */
class TidyTest {

  private static final int MAIN_LINES = 300;
  private static final int TEST_LINES = 400;
  private static final int FUNCTION_LINES = 70;
  private static final int LINE_LENGTH = 120;

  private static final String MAIN = "modules/[^/]+/src/main/java/.*\\.java";
  private static final String TEST = "modules/[^/]+/src/test/java/.*\\.java";
  private static final String JAVA = ".*\\.java";

  private static final Pattern PRINT = Pattern.compile("\\bSystem\\s*\\.\\s*(out|err)\\b");
  private static final Pattern SLEEP =
      Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\.\\w+\\.sleep\\b");
  private static final Pattern DISABLED = Pattern.compile("@Disabled\\b");
  private static final Pattern VAGUE_NAME =
      Pattern.compile("\\b(class|record|interface|enum)\\s+\\w+(Manager|Helper|Utils?|Impl)\\b");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)[^)]*\\)");
  // Written in two parts, or this file would break its own rules.
  private static final Pattern POSTPONED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME)\\b");
  private static final Pattern WORKPLACE = Pattern.compile("/wo" + "rk/|(?i:\\bfa" + "rm)");

  private static final Repository REPOSITORY = Repository.here();

  @Test
  void files_of_main_code_have_at_most_300_lines() {
    assertNone(filesLongerThan(MAIN_LINES, MAIN));
  }

  @Test
  void files_of_test_code_have_at_most_400_lines() {
    assertNone(filesLongerThan(TEST_LINES, TEST));
  }

  @Test
  void functions_have_at_most_70_lines() {
    List<String> offences = new ArrayList<>();
    for (String file : REPOSITORY.matching(JAVA)) {
      for (JavaSource.Function function : JavaSource.functions(code(file))) {
        if (function.lines() > FUNCTION_LINES) {
          offences.add(file + ":" + function.line() + ": " + function.lines() + " lines");
        }
      }
    }
    assertNone(offences);
  }

  @Test
  void lines_have_at_most_120_characters() {
    assertNone(lines(REPOSITORY.matching(JAVA), false, line -> line.length() > LINE_LENGTH));
  }

  @Test
  void only_the_console_of_the_command_line_prints() {
    List<String> files = new ArrayList<>(REPOSITORY.matching(JAVA));
    files.removeIf(file -> file.matches("modules/cli/src/main/java/.*/Console\\.java"));
    assertNone(lines(files, true, containing(PRINT)));
  }

  @Test
  void nothing_is_left_for_later() {
    assertNone(lines(REPOSITORY.matching(JAVA), false, containing(POSTPONED)));
  }

  @Test
  void no_test_is_switched_off() {
    assertNone(lines(REPOSITORY.matching(JAVA), true, containing(DISABLED)));
  }

  @Test
  void nobody_sleeps() {
    assertNone(lines(REPOSITORY.matching(JAVA), true, containing(SLEEP)));
  }

  @Test
  void class_names_say_what_the_class_is() {
    assertNone(lines(REPOSITORY.matching(JAVA), true, containing(VAGUE_NAME)));
  }

  @Test
  void every_package_is_described_and_null_marked() {
    List<String> offences = new ArrayList<>();
    for (String directory : directories(MAIN)) {
      Path info = REPOSITORY.root.resolve(directory).resolve("package-info.java");
      if (!Files.exists(info)) {
        offences.add(directory + ": no package-info.java");
      } else {
        String source = REPOSITORY.read(directory + "/package-info.java");
        if (!source.contains("@NullMarked") || !source.contains("/**")) {
          offences.add(directory + "/package-info.java: needs a Javadoc and @NullMarked");
        }
      }
    }
    assertNone(offences);
  }

  @Test
  void no_file_names_the_place_where_it_was_written() {
    assertNone(lines(REPOSITORY.texts(), false, containing(WORKPLACE)));
  }

  @Test
  void relative_links_in_documents_resolve() {
    List<String> offences = new ArrayList<>();
    for (String file : REPOSITORY.matching(".*\\.md")) {
      Path directory = REPOSITORY.root.resolve(file).resolveSibling(".");
      Matcher link = LINK.matcher(REPOSITORY.read(file));
      while (link.find()) {
        String target = link.group(1);
        if (!target.matches("[a-z]+:.*") && !Files.exists(directory.resolve(target))) {
          offences.add(file + ": broken link to " + target);
        }
      }
    }
    assertNone(offences);
  }

  private static List<String> filesLongerThan(int limit, String regex) {
    List<String> offences = new ArrayList<>();
    for (String file : REPOSITORY.matching(regex)) {
      long lines = REPOSITORY.read(file).lines().count();
      if (lines > limit) {
        offences.add(file + ":" + (limit + 1) + ": " + lines + " lines");
      }
    }
    return offences;
  }

  private static List<String> lines(List<String> files, boolean codeOnly, Predicate<String> bad) {
    List<String> offences = new ArrayList<>();
    for (String file : files) {
      String text = codeOnly ? code(file) : REPOSITORY.read(file);
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (bad.test(lines.get(i))) {
          offences.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
        }
      }
    }
    return offences;
  }

  private static TreeSet<String> directories(String regex) {
    TreeSet<String> directories = new TreeSet<>();
    for (String file : REPOSITORY.matching(regex)) {
      directories.add(file.substring(0, file.lastIndexOf('/')));
    }
    return directories;
  }

  private static String code(String file) {
    return JavaSource.code(REPOSITORY.read(file));
  }

  private static Predicate<String> containing(Pattern pattern) {
    return line -> pattern.matcher(line).find();
  }

  private static void assertNone(List<String> offences) {
    assertThat(offences)
        .withFailMessage(() -> "%n%s".formatted(String.join("\n", offences)))
        .isEmpty();
  }
}
