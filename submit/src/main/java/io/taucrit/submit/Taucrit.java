package io.taucrit.submit;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.train.Versions;
import io.taucrit.submit.command.AnalyzeCommand;
import io.taucrit.submit.command.BenchAdviceCommand;
import io.taucrit.submit.command.BenchCommand;
import io.taucrit.submit.command.BenchStepsCommand;
import io.taucrit.submit.command.BenchThroughputCommand;
import io.taucrit.submit.command.CommonOptions;
import io.taucrit.submit.command.CompareCommand;
import io.taucrit.submit.command.ConvertCommand;
import io.taucrit.submit.command.ExitCode;
import io.taucrit.submit.command.GenerateCommand;
import io.taucrit.submit.command.QuickstartCommand;
import io.taucrit.submit.command.ReproduceCommand;
import io.taucrit.submit.command.SweepCommand;
import io.taucrit.submit.command.TheoryCommand;
import io.taucrit.submit.command.TrainCommand;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
@Command(
    name = "taucrit",
    mixinStandardHelpOptions = true,
    versionProvider = Taucrit.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "How much parallelism is worth paying for in SGD, and with which step size.",
    description = {
      "",
      "taucrit estimates the critical parallelism of a sparse linear model from the noise of its"
          + " gradients, predicts updates, speedup and step size for every batch size, trains on"
          + " Spark with the advice, and checks the prediction against what happened.",
      ""
    },
    footerHeading = "%n",
    footer = {
      "Start with:  taucrit quickstart",
      "Exit codes:  0 ok, 1 failed, 2 wrong usage, 3 target not reached or drift",
    },
    subcommands = {
      QuickstartCommand.class,
      AnalyzeCommand.class,
      TrainCommand.class,
      ConvertCommand.class,
      GenerateCommand.class,
      SweepCommand.class,
      ReproduceCommand.class,
      CompareCommand.class,
      TheoryCommand.class,
      BenchCommand.class,
      BenchStepsCommand.class,
      BenchAdviceCommand.class,
      BenchThroughputCommand.class
    })
public final class Taucrit {
  private static final String DEBUG = "--debug";

  /** Set when the process is being stopped: what then fails is no news. */
  private static volatile boolean stopping;

  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping = true));
    int code = run(arguments);
    // On a cluster main has to return when all is well: YARN takes any exit for a failure.
    if (code != ExitCode.OK || !CommonOptions.driverIsRemote()) {
      System.exit(code);
    }
  }

  /** Runs a command line and returns its exit code. */
  public static int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new Taucrit());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setParameterExceptionHandler(
        (e, rejected) -> {
          complain(e.getMessage() + suggestion(e));
          System.err.println(
              "See: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return ExitCode.USAGE;
        });
    commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (Arrays.asList(arguments).contains(DEBUG)) {
            e.printStackTrace();
          }
          Optional<InputException> input = TaskFailures.inputException(e);
          complain(input.map(Throwable::getMessage).orElseGet(() -> unexpected(e)));
          return input.isPresent() && input.get() instanceof UsageException
              ? ExitCode.USAGE
              : ExitCode.FAILED;
        });
    if (arguments.length == 0) {
      commandLine.usage(System.out);
      return ExitCode.USAGE;
    }
    return commandLine.execute(arguments);
  }

  private static String suggestion(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? "; did you mean %s?".formatted(unmatched.getSuggestions().get(0))
        : "";
  }

  private static void complain(String message) {
    System.err.println("taucrit: " + (stopping ? "interrupted" : message));
  }

  private static String unexpected(Throwable e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return "%s (%s; add %s for the stack trace)"
        .formatted(message.lines().findFirst().orElse(""), e.getClass().getSimpleName(), DEBUG);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"taucrit " + Versions.taucrit()};
    }
  }
}
