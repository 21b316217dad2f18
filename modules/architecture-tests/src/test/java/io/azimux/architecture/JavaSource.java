package io.azimux.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Just enough understanding of Java to tell code from comments and functions from other blocks. */
final class JavaSource {

  record Function(int line, int lines) {}

  private record Block(boolean function, int line, int depth) {}

  private static final Pattern NOT_CODE =
      Pattern.compile(
          "//[^\\n]*"
              + "|/\\*(?s:.*?)\\*/"
              + "|\"\"\"(?s:.*?)\"\"\""
              + "|\"(?:\\\\.|[^\"\\\\\\n])*\""
              + "|'(?:\\\\.|[^'\\\\\\n])+'");
  private static final Pattern FUNCTION_HEADER =
      Pattern.compile("(?s).*\\w\\s*\\(.*\\)\\s*(throws\\s[\\w.,\\s]+)?");
  private static final Pattern OTHER_HEADER =
      Pattern.compile(
          "(?s)\\s*(\\}?\\s*(if|else|for|while|switch|catch|try|synchronized|do|return|throw|case)\\b"
              + "|.*(->|=|\\bnew\\b|\\b(record|class|interface|enum)\\b)).*");

  private JavaSource() {}

  /** The source with comments, strings and character literals blanked, line by line the same. */
  static String code(String source) {
    Matcher matcher = NOT_CODE.matcher(source);
    return matcher.replaceAll(match -> match.group().replaceAll("[^\\n]", " "));
  }

  /** The functions in {@code code}, which must come from {@link #code}. */
  static List<Function> functions(String code) {
    List<Function> found = new ArrayList<>();
    Deque<Block> open = new ArrayDeque<>();
    int line = 1;
    int depth = 0;
    int header = 0;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      switch (c) {
        case '\n' -> line++;
        case '(' -> depth++;
        case ')' -> depth--;
        case '{' -> {
          open.push(new Block(isFunction(code.substring(header, i)), line, depth));
          depth = 0;
        }
        case '}' -> {
          if (!open.isEmpty()) {
            Block block = open.pop();
            depth = block.depth();
            if (block.function()) {
              found.add(new Function(block.line(), line - block.line() + 1));
            }
          }
        }
        default -> {}
      }
      if (c == '{' || depth == 0 && (c == '}' || c == ';')) {
        header = i + 1;
      }
    }
    return found;
  }

  private static boolean isFunction(String header) {
    return FUNCTION_HEADER.matcher(withoutAnnotations(header)).matches()
        && !OTHER_HEADER.matcher(withoutAnnotations(header)).matches();
  }

  private static String withoutAnnotations(String header) {
    return header.replaceAll("@[\\w.]+\\s*(\\([^()]*\\))?", " ");
  }
}
