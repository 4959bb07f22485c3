package dev.troupe.telemetry;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What /metrics serves, read as Prometheus reads it. */
record Exposition(Map<String, String> types, Map<String, Set<String>> labelsOf) {
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  static Exposition awaiting(int families) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    Exposition read = read(Telemetry.scrape());
    while (read.types().size() < families && System.nanoTime() < deadline) {
      Thread.sleep(50);
      read = read(Telemetry.scrape());
    }
    return read;
  }

  static Exposition read(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      } else if (!line.startsWith("#") && !line.isBlank()) {
        String name = line.split("[{ ]")[0];
        String family = types.containsKey(name) ? name : name.replaceFirst("_(bucket|count|sum)$", "");
        Set<String> names = labels.computeIfAbsent(family, unknown -> new TreeSet<>());
        Matcher found = LABEL.matcher(line);
        while (found.find()) {
          if (!found.group(1).equals("le")) {
            names.add(found.group(1));
          }
        }
      }
    }
    return new Exposition(types, labels);
  }

  Set<String> labels(String family) {
    return labelsOf.getOrDefault(family, Set.of());
  }
}
