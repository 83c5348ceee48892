package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class HelpTest {
  private static final int TERMINAL = 80;

  static Stream<CommandLine> commands() {
    CommandLine taucrit = new CommandLine(new Taucrit());
    return Stream.concat(Stream.of(taucrit), taucrit.getSubcommands().values().stream());
  }

  /** Examples are there to be copied: none is wrapped. */
  @ParameterizedTest
  @MethodSource("commands")
  void examplesFitATerminal(CommandLine command) {
    command.setUsageHelpWidth(TERMINAL);
    String[] footer = command.getCommandSpec().usageMessage().footer();
    assertThat(footer).isNotEmpty();
    String help = command.getUsageMessage(Ansi.OFF);
    assertThat(help.lines().toList()).contains(footer);
    assertThat(help.lines()).allMatch(line -> line.length() <= TERMINAL);
  }
}
