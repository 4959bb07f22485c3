package dev.troupe.gateway.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import java.util.List;
import java.util.Map;

/**
 * {@code /v1/openapi.json} and the page that renders it at {@code /docs}. The page is Swagger UI out of its jar, so that it works without
 * a network, and it may load nothing from elsewhere.
 */
final class DocsRoutes {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
          + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final ContentType HTML = ContentTypes.TEXT_HTML_UTF8;
  private static final ContentType SCRIPT = ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);
  private static final ContentType STYLE = ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);

  private final Calls calls;

  DocsRoutes(Calls calls) {
    this.calls = calls;
  }

  /** Read when the first one asks, so that no node starts later for it. */
  private static final class Kept {
    static final HttpResponse DOCUMENT = kept(ContentTypes.APPLICATION_JSON, OpenApi.document());
    static final HttpResponse PAGE = kept(HTML, Resources.bytes("docs/index.html"));
    static final Map<String, HttpResponse> FILES =
        Map.of(
            "reference.js", kept(SCRIPT, Resources.bytes("docs/reference.js")),
            "swagger-ui-bundle.js", kept(SCRIPT, Resources.swaggerUi("swagger-ui-bundle.js")),
            "swagger-ui.css", kept(STYLE, Resources.swaggerUi("swagger-ui.css")));
  }

  void enter(Endpoints endpoints) {
    endpoints
        .on("GET /v1/openapi.json", calls.read(() -> Calls.answered(Kept.DOCUMENT)))
        .on("GET /docs", calls.read(() -> Calls.answered(Kept.PAGE)))
        .onId("GET /docs/{file}", name -> calls.read(() -> Calls.answered(Kept.FILES.getOrDefault(name, Problems.noSuchPath()))));
  }

  private static HttpResponse kept(ContentType type, byte[] bytes) {
    return HttpResponse.create()
        .withEntity(HttpEntities.create(type, bytes))
        .addHeaders(
            List.of(
                RawHeader.create("Cache-Control", "public, max-age=300"),
                RawHeader.create("Content-Security-Policy", CONTENT_SECURITY_POLICY),
                RawHeader.create("X-Content-Type-Options", "nosniff"),
                RawHeader.create("Referrer-Policy", "no-referrer")));
  }
}
