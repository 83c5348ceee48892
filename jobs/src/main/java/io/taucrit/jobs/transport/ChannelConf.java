package io.taucrit.jobs.transport;

import java.util.List;
import java.util.Map;
import org.apache.spark.network.util.ConfigProvider;
import org.apache.spark.network.util.TransportConf;

/**
 * The transport's own configuration. It does not read Spark's, so that the channel is authenticated
 * and, unless told otherwise, encrypted, whatever the application is configured to.
 *
 * <p>The cipher is AES-CTR, Spark's default: in Spark 4.1.0 AES-GCM drops every message of a
 * channel after the first (SPARK-56227).
 */
final class ChannelConf {
  private static final String MODULE = "taucrit";

  private ChannelConf() {}

  /**
   * @param encrypt whether to encrypt; authentication is always on
   * @param quietSeconds how long a connection with an outstanding request may be quiet: a gated
   *     pull is quiet as long as the gate is closed
   */
  static TransportConf of(boolean encrypt, long quietSeconds) {
    Map<String, String> settings =
        Map.of(
            "spark.network.crypto.enabled", Boolean.toString(encrypt),
            "spark.network.crypto.authEngineVersion", "2",
            "spark.network.crypto.cipher", "AES/CTR/NoPadding",
            "spark.network.crypto.saslFallback", "false",
            "spark.taucrit.io.connectionTimeout", quietSeconds + "s",
            "spark.taucrit.io.numConnectionsPerPeer", "1",
            "spark.taucrit.io.clientThreads", "1",
            "spark.taucrit.io.enableTcpKeepAlive", "true");
    return new TransportConf(MODULE, new Settings(settings));
  }

  private static final class Settings extends ConfigProvider {
    private final Map<String, String> settings;

    Settings(Map<String, String> settings) {
      this.settings = settings;
    }

    @Override
    public String get(String name) {
      String value = settings.get(name);
      if (value == null) {
        throw new java.util.NoSuchElementException(name);
      }
      return value;
    }

    @Override
    public String get(String name, String defaultValue) {
      return settings.getOrDefault(name, defaultValue);
    }

    @Override
    public Iterable<Map.Entry<String, String>> getAll() {
      return List.copyOf(settings.entrySet());
    }
  }
}
