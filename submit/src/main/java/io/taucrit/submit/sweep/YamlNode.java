package io.taucrit.submit.sweep;

import io.taucrit.data.Excerpt;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A value of a YAML file that knows its line and its key, so that whatever is wrong with it, by
 * syntax or by meaning, is one line: file, line, key, what was found, what is allowed.
 *
 * <p>Scalars are taken as they are written: YAML's own types do not matter, of which 010 would be
 * octal, 1:30 minutes, and 1e-3 text. Immutable; not thread-safe.
 */
final class YamlNode {
  /** Characters of a file; more is no sweep that a person wrote. */
  static final int LARGEST_FILE = 1 << 20;

  // An alias repeats what it stands for, and aliases of aliases multiply.
  private static final int MOST_ALIASES = 50;
  private static final int COMPLAINT = 500;
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,9})?");
  // How the parsers of options begin their messages; here the key says it.
  private static final Pattern OPTION_NAMED = Pattern.compile("^Invalid [a-z-]+: ");

  private final String file;
  private final String key;
  private final Node node;

  private YamlNode(String file, String key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  /**
   * The only document of a text.
   *
   * @param file name for messages
   * @throws UsageException if the text is not one YAML document
   */
  static YamlNode document(String file, String text) {
    LoaderOptions limits = new LoaderOptions();
    limits.setMaxAliasesForCollections(MOST_ALIASES);
    limits.setCodePointLimit(LARGEST_FILE);
    try {
      Node root = new Yaml(limits).compose(new StringReader(text));
      if (root == null) {
        throw new UsageException("%s, line 1: the file is empty".formatted(file));
      }
      return new YamlNode(file, "", root);
    } catch (MarkedYAMLException e) {
      String context = e.getContext() == null ? "" : firstLine(e.getContext()) + ", ";
      throw new UsageException(
          "%s, line %d: no valid YAML: %s%s"
              .formatted(
                  file, e.getProblemMark().getLine() + 1, context, firstLine(e.getProblem())));
    } catch (YAMLException | IllegalArgumentException e) {
      // Tags that decode to nothing are no YAMLException.
      throw new UsageException("%s: no valid YAML: %s".formatted(file, firstLine(e.getMessage())));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").stripTrailing();
  }

  /** An error at this value. */
  UsageException wrong(String what) {
    return wrong(node, key, what);
  }

  private UsageException wrong(Node where, String name, String what) {
    return new UsageException(
        "%s, line %d%s: %s"
            .formatted(
                file,
                where.getStartMark().getLine() + 1,
                name.isEmpty() ? "" : ", key " + Excerpt.of(name),
                what));
  }

  /** An error at this value: what it is, and what it could be. */
  UsageException unlike(String allowed) {
    return wrong("%s (allowed: %s)".formatted(found(), allowed));
  }

  private String found() {
    if (node instanceof ScalarNode scalar) {
      return nothing() ? "no value" : "'" + Excerpt.of(scalar.getValue()) + "'";
    }
    return node instanceof SequenceNode ? "a list" : "keys and values";
  }

  private boolean nothing() {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && List.of("", "~", "null").contains(scalar.getValue());
  }

  String key() {
    return key;
  }

  boolean isText() {
    return node instanceof ScalarNode && !nothing();
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  /** A scalar as it is written, without quotes. */
  String text(String allowed) {
    if (!isText() || ((ScalarNode) node).getValue().isBlank()) {
      throw unlike(allowed);
    }
    return ((ScalarNode) node).getValue();
  }

  /** A whole number in [least, most]. */
  long whole(long least, long most) {
    String allowed =
        most >= Integer.MAX_VALUE
            ? "whole numbers >= " + least
            : "whole numbers from %d to %d".formatted(least, most);
    String text = text(allowed);
    if (WHOLE.matcher(text).matches()) {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw unlike(allowed);
  }

  /** A whole number ≥ least. */
  int count(int least) {
    return (int) whole(least, Integer.MAX_VALUE);
  }

  /** A decimal number, finite, that is allowed. */
  double number(String allowed, DoublePredicate allows) {
    String text = text(allowed);
    double value = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(value) || !allows.test(value)) {
      throw unlike(allowed);
    }
    return value;
  }

  /**
   * What a parser of option texts makes of a scalar; its complaint becomes one about this value.
   *
   * @param allowed for a value that is no text at all
   */
  <T> T parsed(String allowed, Function<String, T> parser) {
    String text = text(allowed);
    return complaining(() -> parser.apply(text));
  }

  /** As {@link #parsed}, for what is made of values below this one. */
  <T> T complaining(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (InputException e) {
      throw wrong(Excerpt.of(OPTION_NAMED.matcher(e.getMessage()).replaceFirst(""), COMPLAINT));
    }
  }

  /** The values of a list, or this value alone; at least one, and none twice. */
  <T> List<T> list(Function<YamlNode, T> read) {
    Set<T> values = new LinkedHashSet<>();
    for (YamlNode item : items()) {
      if (!values.add(read.apply(item))) {
        throw item.wrong("%s is in the list twice".formatted(item.found()));
      }
    }
    return List.copyOf(values);
  }

  /** The elements of a list, or this value alone; at least one. */
  List<YamlNode> items() {
    if (!(node instanceof SequenceNode list)) {
      return List.of(this);
    }
    if (list.getValue().isEmpty()) {
      throw wrong("an empty list (allowed: one value or more)");
    }
    List<YamlNode> items = new ArrayList<>();
    for (Node item : list.getValue()) {
      items.add(new YamlNode(file, "%s[%d]".formatted(key, items.size()), item));
    }
    return items;
  }

  /**
   * The values below this one by their keys.
   *
   * @param allowed the keys there may be
   */
  YamlMap map(String... allowed) {
    List<String> names = List.of(allowed);
    if (!(node instanceof MappingNode map)) {
      throw unlike("the keys " + String.join(", ", names));
    }
    Map<String, YamlNode> values = new LinkedHashMap<>();
    for (NodeTuple entry : map.getValue()) {
      String name = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      String path = key.isEmpty() ? name : key + "." + name;
      if (!names.contains(name)) {
        throw wrong(
            entry.getKeyNode(),
            path,
            "no such key%s (allowed: %s)"
                .formatted(YamlMap.nearest(name, names), String.join(", ", names)));
      }
      if (values.put(name, new YamlNode(file, path, entry.getValueNode())) != null) {
        throw wrong(entry.getKeyNode(), path, "the key is there twice (leave one out)");
      }
    }
    return new YamlMap(this, values);
  }
}
