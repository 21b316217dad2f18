package io.azimux.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.experiment.RunReport;
import io.azimux.experiment.RunReportWriter;
import io.azimux.experiment.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunPageTest {
  private static final Pattern OUTSIDE =
      Pattern.compile("(?i)(src|href|action|poster)\\s*=\\s*[\"']?\\s*(https?:|//|ftp:)");
  private static final Pattern STYLE_OUTSIDE =
      Pattern.compile("(?i)@import|url\\(\\s*[\"']?(?!data:)");

  private static final RunReport REPORT =
      Runs.bad().report().from(new RunReport.Origin("./azimux sim x --seed 1", "2 processors"));

  private static final String HTML = RunPage.html(REPORT, "20260520-nva");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id=\"verdict\"",
        "id=\"checks\"",
        "id=\"happened\"",
        "id=\"plots\"",
        "id=\"plot-packets\"",
        "id=\"plot-loss\"",
        "id=\"plot-lag\"",
        "id=\"plot-decisions\"",
        "id=\"ledger\"",
        "id=\"theory\"",
        "id=\"settings\"",
        "./azimux sim x --seed 1",
        "2 processors",
        "flow-affinity",
        "process gone",
        "router withdrew",
        "map_differs"
      })
  void everySectionIsThere(String part) {
    assertThat(withoutScripts(HTML)).contains(part);
  }

  @Test
  void thePageLoadsNothingFromElsewhere() {
    String markup = withoutScripts(HTML);
    assertThat(OUTSIDE.matcher(markup).results().map(MatchResult::group)).isEmpty();
    assertThat(STYLE_OUTSIDE.matcher(markup).results().map(MatchResult::group)).isEmpty();
    assertThat(Pattern.compile("<script[^>]*\\ssrc").matcher(HTML).find()).isFalse();
    assertThat(HTML).as("the plots' library is inside").contains("echarts");
  }

  @Test
  void namesAreEscapedInTextAndInData() {
    String name = "</script><script>alert(1)</script>\"'&<b>";
    String html = RunPage.html(Runs.good().named(name).report(), name);
    assertThat(html).doesNotContain("alert(1)</script>", "<b>\"", "\"'&<b>");
    assertThat(html).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void everyBrokenFlowIsNamedWithMuxAndBackendBeforeAndAfter() {
    assertThat(withoutScripts(HTML))
        .contains("mux-2 \u2192 mux-3", "nva1/eth0 \u2192 nva2/eth0", "had no entry");
  }

  @Test
  void aPageMadeFromTheJsonIsTheSame(@TempDir Path directory) throws IOException {
    RunReportWriter.write(REPORT, directory);
    RunReport read = RunReportWriter.read(directory.resolve("report.json"));
    assertThat(read).isEqualTo(REPORT);
    Path page = RunPage.write(read, directory);
    assertThat(Files.readString(page))
        .isEqualTo(RunPage.html(REPORT, String.valueOf(directory.getFileName())));
  }

  @Test
  void aRunWithoutAnyEvidenceHasAPage() {
    String html = RunPage.html(Runs.empty().report(), "empty");
    assertThat(html).contains("UNKNOWN", "No MUX was read.", "nothing to predict");
  }

  private static String withoutScripts(String html) {
    return html.replaceAll("(?s)<script.*?</script>", "");
  }
}
