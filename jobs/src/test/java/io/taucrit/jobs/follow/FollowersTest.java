package io.taucrit.jobs.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.data.UsageException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowersTest {
  private static final LiveRun RUN = new LiveRun("run-1", null, RunStatus::beginning);

  private final List<String> told = new ArrayList<>();

  /** Keeps what it is told, and fails at a worker. */
  private final class Teller implements RunListener {
    private final String name;
    private final int failsAt;

    Teller(String name, int failsAt) {
      this.name = name;
      this.failsAt = failsAt;
    }

    @Override
    public void registered(int worker, long clock) {
      told.add(name + worker);
      if (worker == failsAt) {
        throw new AssertionError("on purpose");
      }
    }

    @Override
    public void ended(LiveRun run, Outcome outcome, String failure) {
      told.add(name + " ended");
    }
  }

  @Test
  void whoThrowsIsToldNoMoreAndTheOthersAre() {
    Followers followers = new Followers(List.of(new Teller("a", 1), new Teller("b", -1)));
    followers.registered(0, 0);
    followers.registered(1, 0);
    followers.registered(2, 0);
    followers.ended(RUN, Outcome.REACHED, null);
    assertThat(told).containsExactly("a0", "b0", "a1", "b1", "b2", "b ended");
  }

  @Test
  void nothingIsToldAfterTheEnd() {
    Followers followers = new Followers(List.of(new Teller("a", -1)));
    followers.ended(RUN, Outcome.REACHED, null);
    followers.registered(0, 0);
    followers.ended(RUN, Outcome.FAILED, "again");
    assertThat(told).containsExactly("a ended");
  }

  public static final class Plain implements RunListener {}

  public static final class Configured implements RunListener {
    final String value;

    public Configured(SparkConf conf) {
      value = conf.get("spark.acme");
    }
  }

  public static final class Failing implements RunListener {
    public Failing() {
      throw new IllegalStateException("no connection\nto acme");
    }
  }

  public static final class Private implements RunListener {
    private Private() {}
  }

  @Test
  void configuredListenersAreMadeInOrderAndAnewEachTime() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.acme", "x")
            .set(
                ConfiguredListeners.KEY,
                " %s,,%s ".formatted(Plain.class.getName(), Configured.class.getName()));
    List<RunListener> first = ConfiguredListeners.of(conf);
    assertThat(first).hasSize(2);
    assertThat(first.get(0)).isInstanceOf(Plain.class);
    assertThat(((Configured) first.get(1)).value).isEqualTo("x");
    assertThat(ConfiguredListeners.of(conf).get(0)).isNotSameAs(first.get(0));
    assertThat(ConfiguredListeners.of(new SparkConf(false))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          com.acme.Missing | no such class; is its jar on the driver's class path (--jars)?
          java.lang.String | it does not implement io.taucrit.core.engine.RunListener
          io.taucrit.jobs.follow.FollowersTest$Private | it needs a public constructor without arguments or of a SparkConf
          io.taucrit.jobs.follow.FollowersTest$Failing | its constructor failed: java.lang.IllegalStateException: no connection
          """)
  void whatCannotBeMadeIsNamed(String name, String reason) {
    SparkConf conf = new SparkConf(false).set(ConfiguredListeners.KEY, name);
    assertThatThrownBy(() -> ConfiguredListeners.of(conf))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid spark.taucrit.listeners: '%s': %s".formatted(name, reason));
  }
}
