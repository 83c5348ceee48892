package io.taucrit.submit.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.stream.Stream;

/** The master of a standalone cluster, or several that stand in for each other. */
final class StandaloneMaster {
  private static final String SCHEME = "spark://";
  private static final int TIMEOUT_MILLIS = 2000;

  private StandaloneMaster() {}

  /**
   * Whether the URL is of standalone masters of which none takes a connection. Spark itself then
   * gives up by stopping the application while it starts, which fails at whatever it is about.
   */
  static boolean isMissing(String url) {
    return url.startsWith(SCHEME)
        && Stream.of(url.substring(SCHEME.length()).split(","))
            .noneMatch(StandaloneMaster::takesConnections);
  }

  private static boolean takesConnections(String address) {
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(address.substring(colon + 1));
      String host = address.substring(0, Math.max(0, colon));
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
