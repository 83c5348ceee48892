package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.RunListener;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;

/**
 * A datanode of three dies while checkpoints are written, or while blocks are staged.
 *
 * @param moment pushes after which it dies, of a run; ignored where blocks are staged
 */
record DatanodeStopped(Member member, boolean staging, int datanode, int moment) implements Fault {
  private static final long WAIT_SECONDS = 60;

  static DatanodeStopped draw(SplittableRandom random, boolean staging) {
    return new DatanodeStopped(
        Member.draw(random),
        staging,
        random.nextInt(Ground.DATANODES),
        random.nextInt(60, Member.PUSHES - 60));
  }

  @Override
  public String expectation() {
    return staging ? "the same blocks, the same result" : "same result, also when resumed";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Stopper stopper = new Stopper(ground.hdfs());
    try {
      if (staging) {
        stage(ground, stopper);
      } else {
        CheckpointedRun run = new CheckpointedRun(ground, member, ground.newHdfsFolder());
        member.assertRight(ground.problem(), run.train(stopper));
        assertThat(stopper.stopped).isNotNull();
        run.assertResumable(moment / Member.WORKERS);
      }
    } finally {
      stopper.restart();
    }
  }

  private static void stage(Ground ground, Stopper stopper) throws Exception {
    Staging staging = Staging.to(ground.newHdfsFolder(), ground);
    CompletableFuture<Void> stop =
        CompletableFuture.runAsync(
            () -> {
              try {
                io.taucrit.submit.Poll.until(
                    staging::isUnderWay, WAIT_SECONDS, () -> "nothing was staged");
                stopper.stop();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    staging.train();
    stop.get(WAIT_SECONDS, TimeUnit.SECONDS);
    assertThat(stopper.stopped).isNotNull();
  }

  private final class Stopper implements RunListener {
    private final MiniDFSCluster hdfs;
    private int pushes;
    private volatile DataNodeProperties stopped;

    Stopper(MiniDFSCluster hdfs) {
      this.hdfs = hdfs;
    }

    @Override
    public void applied(int worker, long clock, long staleness, double seconds) {
      if (++pushes == moment) {
        stop();
      }
    }

    private void stop() {
      stopped = hdfs.stopDataNode(datanode);
    }

    private void restart() throws Exception {
      if (stopped != null) {
        hdfs.restartDataNode(stopped);
        hdfs.waitActive();
      }
    }
  }
}
