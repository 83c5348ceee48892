package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.RunListener;
import io.taucrit.jobs.engine.Executors;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Executors are killed with SIGKILL.
 *
 * @param moments pushes after which one is killed, ascending
 * @param victim which one first; the others in turn
 */
record ExecutorKilled(Member member, List<Integer> moments, int victim) implements Fault {
  static ExecutorKilled draw(SplittableRandom random) {
    Member member = Member.draw(random);
    TreeSet<Integer> moments = new TreeSet<>();
    int kills = random.nextInt(1, 3);
    while (moments.size() < kills) {
      moments.add(random.nextInt(1, Member.PUSHES - Member.WORKERS));
    }
    return new ExecutorKilled(member, List.copyOf(moments), random.nextInt(Member.WORKERS));
  }

  @Override
  public String expectation() {
    return "every push once, the same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    Killer killer = new Killer();
    member.assertRight(ground.problem(), ground.train(member.plan(), killer));
    assertThat(killer.kills).isEqualTo(moments.size());
  }

  private final class Killer implements RunListener {
    private int pushes;
    private int kills;

    @Override
    public void applied(int worker, long clock, long staleness, double seconds) {
      if (moments.contains(++pushes)) {
        assertThat(Executors.kill(victim + kills++)).isPositive();
      }
    }
  }
}
