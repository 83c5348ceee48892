package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.taucrit.submit.DriverProcess;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The driver is killed with SIGKILL once or twice, and the same command goes on with {@code
 * --resume}.
 *
 * @param executors whether the workers have processes of their own
 * @param hdfs whether results and checkpoints are on HDFS
 * @param moments updates, ascending, of a checkpoint after which it is killed
 */
record DriverKilled(int slack, boolean executors, boolean hdfs, List<Integer> moments)
    implements Fault {
  static DriverKilled draw(SplittableRandom random, boolean hdfs) {
    int first = random.nextInt(1, 500);
    int second = first + Commands.EVERY + random.nextInt(1, 300);
    return new DriverKilled(
        random.nextBoolean() ? 0 : random.nextInt(1, 5),
        random.nextInt(3) == 0,
        hdfs,
        random.nextBoolean() ? List.of(first) : List.of(first, second));
  }

  @Override
  public String expectation() {
    return "resumed to the same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Commands commands = ground.commands();
    TrainedRun undisturbed = commands.undisturbedRun();
    String out = hdfs ? ground.newHdfsFolder() : ground.newLocalFolder().resolve("out").toString();
    String master = executors ? Commands.CLUSTER : Commands.LOCAL;
    String[] more = {};
    for (int moment : moments) {
      try (DriverProcess driver =
          commands.start(commands.train(out, master, slack, Commands.SLOW, more))) {
        driver.await(() -> TrainedRun.newestManifest(out) >= moment);
        driver.kill();
        driver.awaitChildren();
      }
      assertThat(TrainedRun.isIn(out)).as("it was killed in the middle").isFalse();
      more = new String[] {"--resume"};
    }
    Optional<Long> checkpoint = TrainedRun.newestCheckpoint(out);
    commands.run(commands.train(out, master, slack, Commands.FAST, "--resume"));
    TrainedRun resumed = TrainedRun.in(out);
    resumed.assertLike(undisturbed, slack);
    JsonNode from = resumed.record().get("resumedFrom");
    assertThat(from.isNull() ? Optional.empty() : Optional.of(from.asLong())).isEqualTo(checkpoint);
  }
}
