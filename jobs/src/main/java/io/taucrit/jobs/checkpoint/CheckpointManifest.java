package io.taucrit.jobs.checkpoint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The file that makes a data file a checkpoint. Immutable and thread-safe.
 *
 * @param formatVersion {@link #FORMAT_VERSION} of the writer
 * @param updates updates of the run so far
 * @param description what the caller says about the run, compared by the caller
 * @param data name of the data file, in the same folder
 * @param length bytes of the data file
 * @param sha256 SHA-256 of the data file, in lower-case hexadecimal digits
 * @param checksum SHA-256 of all the other fields, so that damage here is noticed, too
 */
record CheckpointManifest(
    int formatVersion,
    long updates,
    String description,
    String data,
    long length,
    String sha256,
    String checksum) {

  /** The version of the format that this code writes and reads. */
  static final int FORMAT_VERSION = 2;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static CheckpointManifest of(
      CheckpointName name, String description, long length, String sha256) {
    CheckpointManifest unsigned =
        new CheckpointManifest(
            FORMAT_VERSION, name.updates(), description, name.data(), length, sha256, "");
    return new CheckpointManifest(
        FORMAT_VERSION,
        name.updates(),
        description,
        name.data(),
        length,
        sha256,
        unsigned.expectedChecksum());
  }

  /**
   * Without spaces, so that no byte could change unnoticed.
   *
   * @throws IOException if the description cannot be written as JSON
   */
  byte[] encode() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * @throws DamagedException if this is not the manifest that was written under that name
   */
  static CheckpointManifest decode(byte[] bytes, CheckpointName name) throws DamagedException {
    CheckpointManifest manifest;
    try {
      JsonNode tree = JSON.readTree(bytes);
      if (!tree.isObject()) {
        throw new DamagedException("cannot be parsed");
      }
      int version = tree.path("formatVersion").asInt();
      if (version != FORMAT_VERSION) {
        throw new DamagedException(
            "has format version %d, this program reads %d".formatted(version, FORMAT_VERSION));
      }
      manifest = JSON.treeToValue(tree, CheckpointManifest.class);
    } catch (DamagedException e) {
      throw e;
    } catch (IOException e) {
      throw new DamagedException("cannot be parsed", e);
    }
    String expected = manifest.expectedChecksum();
    if (!expected.equals(manifest.checksum)) {
      throw new DamagedException(
          "its fields have checksum %s, it says %s"
              .formatted(expected, Excerpt.of(manifest.checksum, expected.length())));
    }
    if (manifest.updates != name.updates() || !name.data().equals(manifest.data)) {
      throw new DamagedException(
          "belongs to %s after %d updates"
              .formatted(Excerpt.of(manifest.data, 100), manifest.updates));
    }
    return manifest;
  }

  /** The description is the only field that could hold a line feed, so the fields stay apart. */
  private String expectedChecksum() {
    String fields =
        String.join(
            "\n",
            Integer.toString(formatVersion),
            Long.toString(updates),
            data,
            Long.toString(length),
            sha256,
            description);
    return hex(newDigest().digest(fields.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
