package io.azimux.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.deployment.kubernetes.Rendered.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every directory that can be applied, as kubectl renders it. */
class OverlaysTest {

  static List<String> overlays() {
    return Rendered.OVERLAYS;
  }

  @Test
  void everyOverlayIsLookedAt() throws IOException {
    try (Stream<Path> directories = Files.list(Rendered.directory("overlays"))) {
      assertThat(directories.map(one -> "overlays/" + one.getFileName()))
          .containsExactlyInAnyOrderElementsOf(
              overlays().stream().filter(overlay -> overlay.startsWith("overlays/")).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theApiServerWouldKnowEveryFieldAndType(String overlay) {
    assertThat(
            Rendered.of(overlay).objects().stream().flatMap(o -> StrictModel.findings(o).stream()))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void noRequiredFieldIsMissing(String overlay) {
    assertThat(
            Rendered.of(overlay).objects().stream()
                .flatMap(o -> RequiredFields.missing(o).stream()))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void thePolicyIsKept(String overlay) {
    assertThat(Policy.findings(Rendered.of(overlay))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void theWorldIsTheSameInAll(String overlay) {
    assertThat(Rendered.of(overlay).nodes().map(Manifest::id))
        .containsExactlyInAnyOrderElementsOf(
            Rendered.of("base").nodes().map(Manifest::id).toList());
  }

  /** Deleting a namespace deletes what is in it, also what was made by hand. */
  @ParameterizedTest
  @MethodSource("overlays")
  void whatIsDeletedWithTheOverlayTakesEverythingAlong(String overlay) {
    Rendered rendered = Rendered.of(overlay);
    assertThat(rendered.of(Kind.Namespace)).hasSize(1);
    assertThat(rendered.workloads().filter(one -> one.spec().has("volumeClaimTemplates")))
        .isEmpty();
    assertThat(
            rendered.objects().stream()
                .filter(one -> one.tree().at("/metadata/finalizers").size() > 0))
        .isEmpty();
  }

  @Test
  void theLocalOverlayFitsOnASmallMachine() {
    int millis =
        Rendered.of("overlays/local")
            .nodes()
            .mapToInt(
                node ->
                    node.replicas()
                        * Integer.parseInt(
                            node.containers()
                                .get(0)
                                .at("/resources/requests/cpu")
                                .asText()
                                .replaceFirst("m$", "")))
            .sum();
    assertThat(millis).isPositive().isLessThan(1000);
  }

  @Test
  void theSecureOverlayDoesNotStartWithoutCertificateAndToken() {
    List<Manifest> nodes = Rendered.of("overlays/secure").nodes().toList();
    assertThat(nodes)
        .isNotEmpty()
        .allSatisfy(
            node -> {
              var container = node.containers().get(0);
              assertThat(Manifest.variable(container, "AZIMUX_TLS").path("value").asText())
                  .isEqualTo("/etc/azimux-tls");
              assertThat(
                      Manifest.variable(container, "AZIMUX_TOKEN")
                          .at("/valueFrom/secretKeyRef/optional")
                          .asBoolean(true))
                  .isFalse();
            });
  }
}
