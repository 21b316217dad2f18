package io.azimux.console.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.azimux.cluster.http.Status;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedNodesTest {
  private static final URI SEED = URI.create("http://controller:9464");

  private static Status.Member member(String http) {
    return new Status.Member("azimux@10.0.0.1:7355", 1, "Up", true, List.of("mux"), http);
  }

  private static Status answer(Status.Member... members) {
    return new Status(
        "mux-1",
        1,
        1,
        "Up",
        "azimux@10.0.0.1:7355",
        0,
        List.of(members),
        List.of(),
        List.of(),
        0,
        Status.Chaos.NONE);
  }

  private static List<URI> urls(Nodes nodes, Status... answers) {
    return nodes.addresses(List.of(answers)).stream().map(NodeAddress::url).toList();
  }

  @Test
  void theSeedIsAskedUntilSomebodyTellsOfAll() {
    Nodes nodes = new SeedNodes(List.of(), List.of(SEED));
    assertThat(urls(nodes)).containsExactly(SEED);
    assertThat(urls(nodes, answer(member("")))).containsExactly(SEED);
    assertThat(
            urls(
                nodes,
                answer(member("http://10.0.0.1:9464"), member("http://10.0.0.2:9464")),
                answer(member("http://10.0.0.2:9464"))))
        .containsExactly(URI.create("http://10.0.0.1:9464"), URI.create("http://10.0.0.2:9464"));
  }

  @Test
  void namedProcessesAreAskedWhateverOthersSay() {
    NodeAddress named = new NodeAddress("mux-1", URI.create("http://127.0.0.1:1"), List.of());
    Nodes nodes = new SeedNodes(List.of(named), List.of());
    assertThat(urls(nodes, answer(member("http://10.0.0.1:9464")))).containsExactly(named.url());
  }
}
