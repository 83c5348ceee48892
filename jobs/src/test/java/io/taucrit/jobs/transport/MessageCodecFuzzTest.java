package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.jobs.transport.MessageCodec.MalformedMessageException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Any bytes as a message: one that comes back as it was read, or a malformed one. */
class MessageCodecFuzzTest extends FuzzContract {
  private static final int DIMENSION = 40;
  private static final int LAST_REQUEST = 3;

  @Override
  protected List<byte[]> valid() {
    double[] dense = new double[DIMENSION];
    Arrays.setAll(dense, v -> v + 0.5);
    double[] sparse = new double[DIMENSION];
    sparse[3] = -0.0;
    sparse[39] = Double.NaN;
    int[] coordinates = {0, 3, 39};
    return Stream.of(
            MessageCodec.encode(new Request.Register(1, 2)),
            MessageCodec.encode(new Request.Step(0, 1, 2, null, 3, coordinates)),
            MessageCodec.encode(new Request.Step(0, 1, 2, dense, 3, coordinates)),
            MessageCodec.encode(new Request.Step(0, 1, 2, sparse, 3, null)),
            MessageCodec.encode(
                new Request.Evaluated(0, 1, 2, new GradientSums(3, 4, 5, sparse), 6, 7)),
            MessageCodec.encode(new Reply.Registered(5)),
            MessageCodec.encode(new Reply.Work(1, 2, 0.5, dense)),
            MessageCodec.encode(new Reply.Evaluate(1, sparse)),
            MessageCodec.encode(new Reply.Stop()),
            MessageCodec.encode(new Reply.Refused("because")))
        .map(MessageCodecFuzzTest::bytes)
        .toList();
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return bytes;
  }

  @Override
  protected void read(byte[] input) {
    byte[] once = again(input);
    assertThat(again(once)).isEqualTo(once);
  }

  private static byte[] again(byte[] input) {
    ByteBuffer message = ByteBuffer.wrap(input);
    return input.length > 0 && input[0] <= LAST_REQUEST
        ? bytes(MessageCodec.encode(MessageCodec.decodeRequest(message, DIMENSION)))
        : bytes(MessageCodec.encode(MessageCodec.decodeReply(message, DIMENSION)));
  }

  @Override
  protected boolean refuses(Exception e) {
    return e instanceof MalformedMessageException;
  }

  @Override
  protected String name() {
    return "";
  }

  /** Vectors of the dimension, and this test's own. */
  @Override
  protected long allocation(int length) {
    return 50_000 + 100L * DIMENSION + 100L * length;
  }
}
