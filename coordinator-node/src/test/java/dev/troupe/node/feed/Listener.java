package dev.troupe.node.feed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Reads a stream of events off a plain socket, line by line. */
final class Listener implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader lines;
  private final boolean open;
  private String id = "";

  record Heard(String id, String name, String data) {}

  Listener(int port, String lastEventId) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(30_000);
    String request = "GET /v1/events HTTP/1.0\r\nHost: x\r\nLast-Event-ID: " + lastEventId + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String status = lines.readLine();
    open = status != null && status.contains(" 200 ");
  }

  /** Null when the stream ends, or was refused. */
  Heard next() throws IOException {
    String name = "";
    for (String line = open ? lines.readLine() : null; line != null; line = lines.readLine()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        return new Heard(id, name, line.substring(6));
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
