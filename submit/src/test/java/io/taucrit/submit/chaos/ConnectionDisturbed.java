package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.RunListener;
import io.taucrit.jobs.transport.ParameterServer;
import io.taucrit.submit.chaos.DisturbingProxy.Direction;
import io.taucrit.submit.chaos.DisturbingProxy.Disturbance;
import io.taucrit.submit.chaos.DisturbingProxy.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;

/** Messages between workers and server are cut off, repeated, late or slow. */
record ConnectionDisturbed(Member member, boolean encrypted, List<Event> events) implements Fault {
  /** Spark tries a task four times: so many failures of one never end the run. */
  private static final int MOST_EVENTS = 3;

  static ConnectionDisturbed draw(SplittableRandom random) {
    Member member = Member.draw(random);
    List<Event> events = new ArrayList<>();
    int message = 0;
    for (int k = random.nextInt(MOST_EVENTS); k < MOST_EVENTS; k++) {
      message += random.nextInt(1, Member.UPDATES / MOST_EVENTS);
      events.add(
          new Event(
              Faults.any(Direction.class, random), message, Faults.any(Disturbance.class, random)));
    }
    return new ConnectionDisturbed(member, random.nextInt(3) == 0, List.copyOf(events));
  }

  @Override
  public String expectation() {
    return "every push once, the same result";
  }

  @Override
  public void strike(Ground ground) throws Exception {
    ground.problem();
    InetAddress server = InetAddress.getByName("127.0.0.1");
    InetAddress proxied = InetAddress.getByName("127.0.0.2");
    int port = freePort(server);
    SparkConf conf = ground.cluster().sc().conf();
    String host = conf.get("spark.driver.host");
    // Only the parameter server reads these once the application runs.
    conf.set(ParameterServer.PORT_KEY, Integer.toString(port));
    conf.set("spark.driver.host", proxied.getHostAddress());
    try (DisturbingProxy proxy = new DisturbingProxy(proxied, server, port, !encrypted, events)) {
      member.assertRight(
          ground.problem(),
          ground.train(member.plan().withEncryption(encrypted), RunListener.none()));
      assertThat(proxy.happened()).isEqualTo(events.size());
    } finally {
      conf.set("spark.driver.host", host);
      conf.remove(ParameterServer.PORT_KEY);
    }
  }

  private static int freePort(InetAddress at) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, at)) {
      return free.getLocalPort();
    }
  }
}
