package io.azimux.console.http;

import io.azimux.console.deployment.ActionRefused;
import io.azimux.console.deployment.Deed;
import io.azimux.console.deployment.Deployment;
import io.azimux.console.http.Gate.Asker;
import io.azimux.console.watch.Watch;
import io.azimux.experiment.walk.WalkJson;
import io.azimux.topology.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers each request. Whatever may take time is done by a few threads of its own. */
final class Routes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  /** Slow things at once; more wait, and still more are refused. */
  private static final int THREADS = 4;

  private static final int WAITING = 32;
  private static final int LAST_PORT = 65_535;

  private final Deployment deployment;
  private final Watch watch;
  private final LiveStream stream;
  private final Gate gate;
  private final PageFiles files = new PageFiles();
  private final RunList runs;
  private final ThreadPoolExecutor slow =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Routes::thread);

  Routes(Deployment deployment, Watch watch, LiveStream stream, Gate gate) {
    this.deployment = deployment;
    this.watch = watch;
    this.stream = stream;
    this.gate = gate;
    runs = new RunList(deployment.runs());
    slow.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "console");
    thread.setDaemon(true);
    return thread;
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    Asker asker = asker(request);
    Optional<String> hidden = gate.refusesToShow(asker);
    if (hidden.isPresent()) {
      return refuse(request, 403, hidden.get());
    }
    String path = request.getUri().path();
    if (request.method().equals(HttpMethods.GET)) {
      return get(request, path, asker);
    }
    if (request.method().equals(HttpMethods.POST)) {
      Optional<String> refusal = gate.refusesToAct(asker, deployment.token());
      return refusal.isPresent() ? refuse(request, 403, refusal.get()) : post(request, path);
    }
    return refuse(request, 405, "only GET and POST");
  }

  private CompletionStage<HttpResponse> get(HttpRequest request, String path, Asker asker) {
    if (path.startsWith("/api/") || path.startsWith("/runs/")) {
      return api(request, path, asker);
    }
    request.discardEntityBytes(materializer());
    Optional<PageFiles.File> file = files.at(path);
    if (file.isEmpty()) {
      return done(Answers.refusal(404, "no page " + path));
    }
    String tag = file.get().tag();
    boolean known = header(request, "If-None-Match").equals(tag);
    return done(
        known
            ? Answers.notModified(tag)
            : Answers.file(file.get().type(), file.get().bytes(), tag));
  }

  private Materializer materializer() {
    return stream.materializer();
  }

  private CompletionStage<HttpResponse> api(HttpRequest request, String path, Asker asker) {
    request.discardEntityBytes(materializer());
    List<String> parts = List.of(path.substring(1).split("/"));
    if (parts.get(0).equals("runs")) {
      return slowly(() -> run(parts));
    }
    return switch (parts.size() > 1 ? parts.get(1) : "") {
      case "live" -> done(live());
      case "world" -> {
        boolean mayAct = gate.refusesToAct(asker.marked(), deployment.token()).isEmpty();
        yield slowly(() -> Answers.json(WorldJson.of(deployment, mayAct)));
      }
      case "history" -> slowly(() -> Answers.json(watch.series().all()));
      case "moments" ->
          slowly(() -> Answers.json(watch.chronicle().since(number(request, "since"))));
      case "flows" -> slowly(() -> Answers.json(watch.flows().newest()));
      case "runs" -> slowly(() -> Answers.json(runs.newest()));
      case "walk" -> slowly(this::simulated);
      case "elements" -> slowly(() -> element(parts));
      default -> done(Answers.refusal(404, "no such thing in the API: " + path));
    };
  }

  private static long number(HttpRequest request, String name) {
    String value = request.getUri().query().get(name).orElse("0");
    return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
  }

  private HttpResponse live() {
    return stream
        .join()
        .map(
            events -> {
              watch.hurry();
              return Answers.secured(
                  HttpResponse.create()
                      .withEntity(
                          HttpEntities.createChunked(
                              ContentTypes.parse("text/event-stream"), events))
                      .addHeader(RawHeader.create("Cache-Control", "no-store")));
            })
        .orElseGet(
            () ->
                Answers.refusal(
                    503, LiveStream.MOST_LOOKERS + " pages are open already; close one of them"));
  }

  private HttpResponse element(List<String> parts) {
    String name = parts.size() > 2 ? parts.get(2) : "";
    return isKnown(name) ? Answers.json(watch.detail(name)) : Answers.refusal(404, unknown(name));
  }

  private boolean isKnown(String element) {
    return Wiring.of(deployment.scenario().world()).find(element).isPresent();
  }

  private String unknown(String name) {
    List<String> names =
        Wiring.of(deployment.scenario().world()).elements().stream()
            .map(Wiring.Element::name)
            .toList();
    return "no element '" + name + "'; known: " + String.join(", ", names);
  }

  private HttpResponse simulated() {
    return Answers.jsonText(WalkJson.render(deployment.simulatedWalk(deployment.scenario())));
  }

  private HttpResponse run(List<String> parts) throws IOException {
    Optional<Path> file =
        parts.size() == 3 ? runs.file(parts.get(1), parts.get(2)) : Optional.empty();
    return file.isPresent()
        ? Answers.report(RunList.type(parts.get(2)), Files.readAllBytes(file.get()))
        : Answers.refusal(404, "no such report");
  }

  private CompletionStage<HttpResponse> post(HttpRequest request, String path) {
    request.discardEntityBytes(materializer());
    List<String> parts = List.of(path.substring(1).split("/"));
    if (path.equals("/api/walk")) {
      return slowly(() -> walk(request));
    }
    if (parts.size() == 4 && path.startsWith("/api/elements/")) {
      return slowly(() -> perform(parts.get(2), parts.get(3)));
    }
    return done(Answers.refusal(404, "nothing can be done at " + path));
  }

  private HttpResponse walk(HttpRequest request) throws ActionRefused, InterruptedException {
    long port = number(request, "sourcePort");
    if (port < 1 || port > LAST_PORT) {
      return Answers.refusal(400, "sourcePort is not 1.." + LAST_PORT);
    }
    return Answers.jsonText(WalkJson.render(watch.walk().walk((int) port)));
  }

  private HttpResponse perform(String element, String label) throws ActionRefused {
    Optional<Deed> deed = Deed.of(label);
    if (!isKnown(element)) {
      return Answers.refusal(404, unknown(element));
    }
    Deployment.Offer offer = deployment.offer();
    if (deed.isEmpty() || !offer.deeds().contains(deed.get())) {
      String valid = offer.deeds().stream().map(Deed::label).toList().toString();
      String why = offer.reason().isEmpty() ? "" : "; " + offer.reason();
      return Answers.refusal(409, "'" + label + "' is none of " + valid + why);
    }
    String done = deployment.perform(deed.get(), element);
    watch.act(done, element);
    return Answers.json(Map.of("done", done));
  }

  private CompletionStage<HttpResponse> slowly(Callable<HttpResponse> work) {
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    try {
      slow.execute(() -> answer.complete(answerOf(work)));
    } catch (RejectedExecutionException full) {
      answer.complete(Answers.refusal(503, "too much is asked at once; try again"));
    }
    return answer;
  }

  private static HttpResponse answerOf(Callable<HttpResponse> work) {
    try {
      return work.call();
    } catch (ActionRefused refused) {
      return Answers.refusal(409, String.valueOf(refused.getMessage()));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return Answers.refusal(503, "the page is being closed");
    } catch (Exception failure) {
      LOG.error("a request failed", failure);
      return Answers.refusal(500, failure.toString());
    }
  }

  private CompletionStage<HttpResponse> refuse(HttpRequest request, int status, String reason) {
    request.discardEntityBytes(materializer());
    return done(Answers.refusal(status, reason));
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  private static Asker asker(HttpRequest request) {
    boolean loopback =
        request
            .getAttribute(AttributeKeys.remoteAddress)
            .flatMap(address -> address.getAddress())
            .map(InetAddress::isLoopbackAddress)
            .orElse(false);
    boolean proxied =
        !header(request, "X-Forwarded-For").isEmpty() || !header(request, "Forwarded").isEmpty();
    return new Asker(
        loopback && !proxied,
        header(request, "Host"),
        header(request, "Origin"),
        header(request, "Sec-Fetch-Site"),
        header(request, Gate.MARKER_HEADER),
        header(request, Gate.TOKEN_HEADER));
  }

  private static String header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value).orElse("");
  }

  @Override
  public void close() {
    slow.shutdownNow();
  }
}
