package io.taucrit.jobs.bench;

import io.taucrit.data.InputException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The floor of a synchronous round on this machine: the bytes of a round over one bare loopback
 * connection for each worker, with nothing computed, encoded or encrypted.
 *
 * @param workers P
 * @param bytes that a worker sends in a round, and as many that it receives
 */
record PlainSockets(int workers, int bytes) {
  private static final int TIMEOUT_MILLIS = 10_000;

  /**
   * How long so many rounds take; in each, all workers have sent and received.
   *
   * @throws InputException if that fails
   */
  double seconds(long rounds) {
    ExecutorService threads = Executors.newFixedThreadPool(2 * workers);
    CyclicBarrier round = new CyclicBarrier(workers);
    long started = System.nanoTime();
    try (ServerSocket server = new ServerSocket(0, workers, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(TIMEOUT_MILLIS);
      List<Future<?>> ends = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        ends.add(threads.submit(() -> ask(server.getLocalPort(), rounds, round)));
        Socket accepted = server.accept();
        ends.add(threads.submit(() -> answer(accepted, rounds)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      return (System.nanoTime() - started) / 1e9;
    } catch (IOException e) {
      throw new InputException("Cannot measure plain sockets: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new InputException("Cannot measure plain sockets: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted in a benchmark", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Void ask(int port, long rounds, CyclicBarrier round) throws Exception {
    try (Socket socket = connected(new Socket(InetAddress.getLoopbackAddress(), port))) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] message = new byte[bytes];
      for (long r = 0; r < rounds; r++) {
        socket.getOutputStream().write(message);
        in.readFully(message);
        round.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
    return null;
  }

  private Void answer(Socket accepted, long rounds) throws IOException {
    try (Socket socket = connected(accepted)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] message = new byte[bytes];
      for (long r = 0; r < rounds; r++) {
        in.readFully(message);
        socket.getOutputStream().write(message);
      }
    }
    return null;
  }

  private static Socket connected(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }
}
