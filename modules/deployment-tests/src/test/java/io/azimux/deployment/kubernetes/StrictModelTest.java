package io.azimux.deployment.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strict reader fails where the API server would. */
class StrictModelTest {
  private static final String SET =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: mux, labels: {number: "1"}}
      spec:
        replicas: 4
        podManagementPolicy: Parallel
        selector: {matchLabels: {app: mux}}
        serviceName: nodes
        template:
          metadata: {labels: {app: mux}}
          spec:
            containers:
              - name: azimux
                image: azimux:1
                env: [{name: PORT, value: "17355"}]
                readinessProbe: {httpGet: {path: /ready, port: management}}
                resources: {requests: {cpu: 250m, memory: 512Mi}}
      """;

  @Test
  void whatIsRightIsTaken() {
    assertThat(findings(SET)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "podManagementPolicy | podManagementPolcy | podManagementPolcy: unknown field",
        "readinessProbe: | redinessProbe: | redinessProbe: unknown field",
        "port: management | prt: management | httpGet.prt: unknown field",
        "replicas: 4 | replicas: four | four",
        "replicas: 4 | replicas: '4' | replicas: is a STRING, must be a NUMBER",
        "value: \"17355\" | value: 17355 | env[0].value: is a NUMBER, must be a STRING",
        "number: \"1\" | number: 1 | labels.number: is a NUMBER, must be a STRING",
        "name: azimux | nme: azimux | containers[0].nme: unknown field"
      })
  void aMistakeIsNamed(String right, String wrong, String finding) {
    assertThat(SET).contains(right);
    assertThat(findings(SET.replace(right, wrong)))
        .singleElement()
        .asString()
        .contains("StatefulSet/mux")
        .contains(finding);
  }

  @Test
  void aRequiredFieldThatIsMissingIsNamed() {
    assertThat(missing(SET)).isEmpty();
    assertThat(missing(SET.replace("  serviceName: nodes\n", "")))
        .containsExactly("StatefulSet/mux: spec.serviceName is missing");
    assertThat(missing(SET.replace("image: azimux:1\n", "imagePullPolicy: Always\n")))
        .containsExactly("StatefulSet/mux: spec.template.spec.containers[].image is missing");
    assertThat(missing("apiVersion: v1\nkind: Surprise\nmetadata: {name: x}\n"))
        .containsExactly("Surprise/x: nothing is known of this kind");
  }

  private static List<String> findings(String yaml) {
    return StrictModel.findings(Manifest.read(yaml).get(0));
  }

  private static List<String> missing(String yaml) {
    return RequiredFields.missing(Manifest.read(yaml).get(0));
  }
}
