package io.azimux.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KernelChainTest {
  private static final String MARK = "azimux lab of /x";

  @Test
  void everyNamespaceIsMarkedAsSoonAsItIsThere() {
    List<List<String>> commands = KernelChain.commands(MARK);
    for (String name : KernelChain.names()) {
      int made = commands.indexOf(List.of("ip", "netns", "add", name));
      assertThat(made).as(name).isNotNegative();
      assertThat(commands.get(made + 1)).contains(name, "alias", MARK);
      assertThat(name).startsWith(Guest.PREFIX);
    }
  }

  @Test
  void nothingOfItIsMadeOutsideOfItsNamespaces() {
    assertThat(KernelChain.commands(MARK))
        .allMatch(
            command ->
                command.subList(0, 2).equals(List.of("ip", "netns"))
                    || command.get(1).equals("-n") && KernelChain.names().contains(command.get(2)));
  }
}
