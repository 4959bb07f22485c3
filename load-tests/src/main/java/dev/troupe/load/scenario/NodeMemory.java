package dev.troupe.load.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM of this machine holds after a full collection, asked of its own {@code jcmd}. */
final class NodeMemory {

  /** The last line of a histogram: objects, then bytes. */
  private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)\\s*$", Pattern.MULTILINE);

  private NodeMemory() {
  }

  /**
   * Bytes of all objects that are in use; empty when the process cannot be asked. By a histogram, which collects and counts while all threads stand still: what a busy node
   * has made since a collection would count as well otherwise, tens of megabytes in the time that {@code jcmd} takes to ask twice.
   */
  static OptionalLong heapAfterCollection(long pid) throws InterruptedException {
    return total(ask(pid, "GC.class_histogram"));
  }

  static OptionalLong total(String histogram) {
    Matcher matcher = TOTAL.matcher(histogram);
    return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
  }

  private static String ask(long pid, String question) throws InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return "";
    }
    try {
      Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), question).redirectErrorStream(true).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return answer;
    } catch (IOException gone) {
      return "";
    }
  }
}
