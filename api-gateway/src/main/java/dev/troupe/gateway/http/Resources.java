package dev.troupe.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Reads files out of the jars. One that is missing is a fault of the build, noticed when the gateway starts. */
final class Resources {
  private static final String SWAGGER_UI = "META-INF/resources/webjars/swagger-ui/";
  private static final String SWAGGER_UI_PROPERTIES = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private Resources() {}

  static byte[] bytes(String path) {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    } catch (IOException broken) {
      throw new UncheckedIOException("Expected to read " + path + " out of its jar, but could not.", broken);
    }
  }

  /** A file of Swagger UI, whichever version of it the build has chosen. */
  static byte[] swaggerUi(String name) {
    Properties properties = new Properties();
    try (InputStream in = open(SWAGGER_UI_PROPERTIES)) {
      properties.load(in);
    } catch (IOException broken) {
      throw new UncheckedIOException("Expected to read " + SWAGGER_UI_PROPERTIES + ", but could not.", broken);
    }
    return bytes(SWAGGER_UI + properties.getProperty("version") + "/" + name);
  }

  private static InputStream open(String path) {
    InputStream in = Resources.class.getClassLoader().getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException("Expected " + path + " in a jar, but it is in none.");
    }
    return in;
  }
}
