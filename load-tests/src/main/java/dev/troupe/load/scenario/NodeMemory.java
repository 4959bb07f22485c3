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

  /** {@code PSYoungGen total 140288K, used 11008K}, or {@code garbage-first heap total 262144K, used 1234K}; class metadata is no heap. */
  private static final Pattern USED = Pattern.compile("^\\s*(?:PSYoungGen|ParOldGen|garbage-first heap|def new generation|tenured generation|DefNew|Tenured)\\D[^,]*, used (\\d+)K",
    Pattern.MULTILINE);

  private NodeMemory() {
  }

  /** Bytes of heap in use; empty when the process cannot be asked. */
  static OptionalLong heapAfterCollection(long pid) throws InterruptedException {
    ask(pid, "GC.run");
    return used(ask(pid, "GC.heap_info"));
  }

  static OptionalLong used(String heapInfo) {
    Matcher matcher = USED.matcher(heapInfo);
    long kib = 0;
    boolean any = false;
    while (matcher.find()) {
      any = true;
      kib += Long.parseLong(matcher.group(1));
    }
    return any ? OptionalLong.of(kib * 1024) : OptionalLong.empty();
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
