package dev.troupe.cli.store;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rows of COPY's text format: one a line, fields between tabs, line ends and tabs within fields escaped. */
final class TableRows implements AutoCloseable {

  private static final Pattern TAB = Pattern.compile("\t");

  private final InputStream in;

  TableRows(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next row's fields, escaped as they are. */
  Optional<String[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    int one = in.read();
    if (one < 0) {
      return Optional.empty();
    }
    while (one >= 0 && one != '\n') {
      line.write(one);
      one = in.read();
    }
    return Optional.of(TAB.split(line.toString(StandardCharsets.UTF_8), -1));
  }

  static byte[] line(String[] fields) {
    return (String.join("\t", fields) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
