package dev.troupe.load.chaos.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.troupe.cli.client.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;

/** A file of one JSON object a line, written by a thread of its own from a bounded queue: who appends faster than the disk writes, waits. */
public final class JsonLines implements AutoCloseable {

  private static final int WAITING = 4_096;
  private static final String END = "";

  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread writer;
  private volatile IOException failure;

  public JsonLines(Path file) {
    writer = new Thread(() -> write(file), "history");
    writer.setDaemon(true);
    writer.start();
  }

  public void append(Object value) {
    try {
      put(Json.mapper().writeValueAsString(value));
    } catch (JsonProcessingException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** Returns when all is on disk. */
  @Override
  public void close() throws IOException {
    put(END);
    try {
      writer.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the history was written", interrupted);
    }
    if (failure != null) {
      throw failure;
    }
  }

  public static <T> List<T> read(Path file, Class<T> type) throws IOException {
    List<T> values = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines::iterator) {
        values.add(Json.mapper().readValue(line, type));
      }
    }
    return values;
  }

  private void put(String line) {
    boolean interrupted = false;
    while (true) {
      try {
        queue.put(line);
        break;
      } catch (InterruptedException stopped) {
        interrupted = true;  // the last call of a client that is being stopped is part of the history too
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String line = queue.take(); !line.equals(END); line = queue.take()) {
        if (failure == null) {
          out.write(line);
          out.newLine();
        }
      }
    } catch (IOException broken) {
      failure = broken;
      drain();
    } catch (InterruptedException stopped) {
      failure = new IOException("Interrupted", stopped);
    }
  }

  private void drain() {
    try {
      while (!queue.take().equals(END)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
