package dev.troupe.gateway.events;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Listens as a browser's EventSource would, on a plain socket. */
final class EventClient implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader lines;
  final String status;
  String lastId = "";

  record Event(String id, String name, String data, List<String> comments) {}

  /** @param headers lines, each with its end */
  EventClient(int port, String query, String headers) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(20_000);
      String request = "GET /v1/events" + query + " HTTP/1.0\r\nHost: localhost\r\n" + headers + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      status = lines.readLine();
      while (!lines.readLine().isEmpty()) {
        continue;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EventClient after(int port, String lastEventId) {
    return new EventClient(port, "", "Last-Event-ID: " + lastEventId + "\r\n");
  }

  /** Reads the greeting, after which every change will be given. */
  static EventClient fromNow(int port, String query) {
    EventClient client = new EventClient(port, query, "");
    client.block();
    return client;
  }

  /** Until the next event that is one; comments and bare ids are noted on the way. Null at the end of the stream. */
  Event next() {
    Event block = block();
    while (block != null && block.data().isEmpty()) {
      block = block();
    }
    return block;
  }

  List<Event> next(int count) {
    List<Event> events = new ArrayList<>();
    while (events.size() < count) {
      Event event = next();
      if (event == null) {
        throw new AssertionError("Expected " + count + " events, but the stream ended after " + events.size() + ".");
      }
      events.add(event);
    }
    return events;
  }

  Event until(Predicate<Event> wanted) {
    Event block = block();
    while (!wanted.test(block)) {
      block = block();
    }
    return block;
  }

  /** Whatever stands before the next empty line. */
  Event block() {
    try {
      String name = "";
      StringBuilder data = new StringBuilder();
      List<String> comments = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          return new Event(lastId, name, data.toString(), comments);
        } else if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.append(line.substring(6));
        } else if (line.startsWith(":")) {
          comments.add(line.substring(1).strip());
        }
      }
      return null;
    } catch (java.net.SocketTimeoutException silent) {
      throw new AssertionError("Expected more events, but none came.", silent);
    } catch (IOException cut) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
