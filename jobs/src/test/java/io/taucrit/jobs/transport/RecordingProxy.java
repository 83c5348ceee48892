package io.taucrit.jobs.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Passes one connection on to a server of this machine and keeps what the client sends. */
final class RecordingProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();
  private final ExecutorService pumps = Executors.newFixedThreadPool(2);

  RecordingProxy(int serverPort) throws IOException {
    Future<?> unused =
        pumps.submit(
            () -> {
              try (Socket client = listener.accept();
                  Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
                Future<?> back = pumps.submit(() -> pump(server, client, null));
                pump(client, server, recorded);
                server.shutdownOutput();
                return back.get();
              }
            });
  }

  private static Void pump(Socket from, Socket to, OutputStream copy) throws IOException {
    InputStream in = from.getInputStream();
    OutputStream out = to.getOutputStream();
    byte[] bytes = new byte[1 << 16];
    for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
      if (copy != null) {
        copy.write(bytes, 0, length);
      }
      out.write(bytes, 0, length);
    }
    return null;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** All that the client sent before any answer that it has got. */
  byte[] recorded() {
    return recorded.toByteArray();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pumps.shutdownNow();
  }
}
