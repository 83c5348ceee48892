package io.taucrit.submit.chaos;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between workers and their server, and does something to some of the messages. Where the
 * channel is encrypted, messages cannot be told apart: what is read at once counts as one.
 */
final class DisturbingProxy implements AutoCloseable {
  private static final int LARGEST_FRAME = 1 << 24;
  private static final int LENGTH_BYTES = 8;
  private static final int PIECES = 20;
  private static final long PAUSE_MILLIS = 40;

  /** Which way a message goes. */
  enum Direction {
    REQUEST,
    REPLY
  }

  /** What is done to a message. */
  enum Disturbance {
    /** The connection ends in the middle of it. */
    CUT,
    /** It comes twice. */
    TWICE,
    /** It comes again after the next one. */
    LATE,
    /** It comes in pieces with pauses. */
    SLOW
  }

  /**
   * @param message counted from 1 over all connections
   */
  record Event(Direction direction, int message, Disturbance what) {}

  private final ServerSocket listener;
  private final InetAddress server;
  private final boolean framed;
  private final List<Event> events;
  private final Map<Direction, AtomicInteger> counts = new EnumMap<>(Direction.class);
  private final AtomicInteger happened = new AtomicInteger();
  private final ExecutorService pumps = Executors.newCachedThreadPool();
  private final Queue<Future<?>> streams = new ConcurrentLinkedQueue<>();

  /**
   * Listens on the same port as the server, at another address.
   *
   * @param framed whether the server's frames can be seen
   */
  DisturbingProxy(InetAddress at, InetAddress server, int port, boolean framed, List<Event> events)
      throws IOException {
    this.server = server;
    this.framed = framed;
    this.events = events;
    for (Direction direction : Direction.values()) {
      counts.put(direction, new AtomicInteger());
    }
    listener = new ServerSocket(port, 16, at);
    Future<?> unused = pumps.submit(this::accept);
  }

  private Void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket onward = new Socket(server, listener.getLocalPort());
      streams.add(pumps.submit(() -> pump(client, onward, Direction.REQUEST)));
      streams.add(pumps.submit(() -> pump(onward, client, Direction.REPLY)));
    }
  }

  private Void pump(Socket from, Socket to, Direction direction)
      throws IOException, InterruptedException {
    // Whichever direction ends, ends both.
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      OutputStream out = to.getOutputStream();
      byte[] late = new byte[0];
      for (byte[] message = read(in); message.length > 0; message = read(in)) {
        Disturbance what = disturbance(direction, counts.get(direction).incrementAndGet());
        if (what == Disturbance.CUT) {
          out.write(message, 0, message.length / 2);
          return null;
        }
        if (what == Disturbance.SLOW) {
          writeSlowly(message, out);
        } else {
          out.write(message);
        }
        out.write(what == Disturbance.TWICE ? message : late);
        late = what == Disturbance.LATE ? message : new byte[0];
      }
    }
    return null;
  }

  private byte[] read(DataInputStream in) throws IOException {
    if (!framed) {
      byte[] bytes = new byte[1 << 16];
      int read = in.read(bytes);
      return Arrays.copyOf(bytes, Math.max(0, read));
    }
    byte[] length = in.readNBytes(LENGTH_BYTES);
    if (length.length < LENGTH_BYTES) {
      return new byte[0];
    }
    int frame = Math.toIntExact(ByteBuffer.wrap(length).getLong());
    if (frame > LARGEST_FRAME) {
      throw new IOException("Not a frame: %d bytes".formatted(frame));
    }
    return ByteBuffer.allocate(frame).put(length).put(in.readNBytes(frame - LENGTH_BYTES)).array();
  }

  private static void writeSlowly(byte[] message, OutputStream out)
      throws IOException, InterruptedException {
    for (int piece = 0; piece < PIECES; piece++) {
      int from = (int) ((long) message.length * piece / PIECES);
      int to = (int) ((long) message.length * (piece + 1) / PIECES);
      out.write(message, from, to - from);
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private Disturbance disturbance(Direction direction, int message) {
    for (Event event : events) {
      if (event.direction() == direction && event.message() == message) {
        happened.incrementAndGet();
        return event.what();
      }
    }
    return null;
  }

  /** How many of the events have happened. */
  int happened() {
    return happened.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pumps.shutdownNow();
  }
}
