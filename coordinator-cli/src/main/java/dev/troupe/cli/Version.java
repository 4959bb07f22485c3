package dev.troupe.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version the build wrote into {@code versions.properties}. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    }
    return new String[] {"troupe " + versions.getProperty("troupe")};
  }
}
