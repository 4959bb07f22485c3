package dev.troupe.load.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes of this machine have cost so far, as Linux counts it in {@code /proc}; nothing where that is not to be had. */
public final class ProcessCosts {

  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int CUTIME = 13;
  private static final int CSTIME = 14;
  private static final int PARENT = 1;

  private ProcessCosts() {
  }

  /** Seconds of processor time the processes have used; 0 for those that are gone. */
  public static double cpuSeconds(List<Long> pids) {
    long ticks = 0;
    for (long pid : pids) {
      String[] fields = stat(pid);
      if (fields != null) {
        ticks += Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Likewise for a process with its children, those that have ended included. */
  public static double cpuSecondsWithChildren(long pid) {
    String[] own = stat(pid);
    if (own == null) {
      return 0;
    }
    long ticks = Long.parseLong(own[UTIME]) + Long.parseLong(own[STIME]) + Long.parseLong(own[CUTIME]) + Long.parseLong(own[CSTIME]);
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      List<Long> others = processes.map(path -> path.getFileName().toString()).filter(name -> name.chars().allMatch(Character::isDigit)).map(Long::valueOf).toList();
      for (long other : others) {
        String[] fields = stat(other);
        if (fields != null && Long.parseLong(fields[PARENT]) == pid) {
          ticks += Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        }
      }
    } catch (IOException gone) {
      return ticks / TICKS_PER_SECOND;
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Resident memory in MiB, 0 when the process is gone. */
  public static long residentMib(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines.filter(line -> line.startsWith("VmRSS:")).map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).findFirst().orElse(0L);
    } catch (IOException gone) {
      return 0;
    }
  }

  /** Processor seconds of this process. */
  public static double ownCpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean own ? own.getProcessCpuTime() / 1e9 : 0;
  }

  /** The pid a file names, 0 without such a file. */
  public static long pidIn(Path file) {
    try {
      return Long.parseLong(Files.readString(file).trim());
    } catch (IOException none) {
      return 0;
    }
  }

  /** The fields after the program's name, which may itself hold spaces and brackets. */
  private static String[] stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return line.substring(line.lastIndexOf(')') + 2).split(" ");
    } catch (IOException gone) {
      return null;
    }
  }
}
