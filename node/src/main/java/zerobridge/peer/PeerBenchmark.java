package zerobridge.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.crypto.PeerCertificate;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;

/**
 * Measures what the protocol costs: two nodes of this process talk over loopback, beside a plain
 * copy of as many bytes through the same kind of sockets. Blocking; confined to one thread.
 */
public final class PeerBenchmark implements AutoCloseable {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final InnerPath LARGE = InnerPath.parse("large.bin");
  private static final InnerPath SMALL = InnerPath.parse("small.bin");
  private static final int LARGE_BYTES = 64 << 20;
  private static final int PIECE_BYTES = 1 << 20;
  private static final int PIECES_AT_ONCE = 2;
  private static final int SMALL_BYTES = 1000;
  private static final int COPY_BUFFER_BYTES = 64 << 10;

  /** As many requests as a site's download keeps on the way at once. */
  private static final int PIPELINE = 48;

  private static final Duration DIAL_LIMIT = Duration.ofSeconds(30);

  private final PeerCertificate certificate;
  private final Threads threads = new Threads("bench");
  private final Path folder;
  private final byte[] content = new byte[COPY_BUFFER_BYTES];

  /**
   * Makes the files that are sent.
   *
   * @param folder an empty folder of the caller, which also removes it
   */
  public PeerBenchmark(Path folder) throws IOException {
    this.folder = folder;
    this.certificate = PeerCertificate.loadOrCreate(folder, Clock.systemUTC());
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(LARGE.value()))) {
      for (int written = 0; written < LARGE_BYTES; written += content.length) {
        out.write(content);
      }
    }
    Files.write(folder.resolve(SMALL.value()), new byte[SMALL_BYTES]);
  }

  /** Bytes per second of a plain copy from memory to nowhere: the limit of {@link #streamed}. */
  public double copied(boolean tls, long bytes) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      CompletableFuture<Void> sent = threads.call("send", () -> serveCopy(server, tls, bytes));
      try (SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
        Socket socket = tls ? tls().asClient(channel.socket()) : channel.socket();
        InputStream in = socket.getInputStream();
        socket.getOutputStream().write(1);
        byte[] buffer = new byte[COPY_BUFFER_BYTES];
        long begin = System.nanoTime();
        long left = bytes;
        while (left > 0) {
          int count = in.read(buffer);
          if (count < 0) {
            throw new IOException("The copy ended early.");
          }
          left -= count;
        }
        double speed = bytes / seconds(begin);
        sent.join();
        return speed;
      }
    }
  }

  private Void serveCopy(ServerSocketChannel server, boolean tls, long bytes) throws IOException {
    try (SocketChannel channel = server.accept()) {
      channel.socket().setTcpNoDelay(true);
      Socket socket = tls ? tls().asServer(channel.socket(), new byte[0]) : channel.socket();
      OutputStream out = socket.getOutputStream();
      // The receiver is ready once it has said so: nothing is measured before.
      if (socket.getInputStream().read() < 0) {
        throw new IOException("The receiver went away.");
      }
      for (long left = bytes; left > 0; left -= content.length) {
        out.write(content, 0, (int) Math.min(left, content.length));
      }
      out.flush();
    }
    return null;
  }

  /**
   * Bytes per second of pieces fetched from one node by another with {@code streamFile}, two at a
   * time over one connection, as the download of a site does.
   */
  public double streamed(boolean tls, long bytes) throws IOException, InterruptedException {
    int pieces = (int) (bytes / PIECE_BYTES);
    int perFile = LARGE_BYTES / PIECE_BYTES;
    try (Pair pair = new Pair(tls)) {
      return (double) pieces
          * PIECE_BYTES
          / repeated(
              pieces,
              PIECES_AT_ONCE,
              number ->
                  pair.client.download(
                      SITE,
                      LARGE,
                      new PeerClient.Range(
                          (long) (number % perFile) * PIECE_BYTES, PIECE_BYTES, LARGE_BYTES),
                      OutputStream.nullOutputStream()));
    }
  }

  /** Files of a kilobyte per second, over one connection with many requests on the way. */
  public double smallFiles(boolean tls, int count) throws IOException, InterruptedException {
    try (Pair pair = new Pair(tls)) {
      return count
          / repeated(
              count,
              PIPELINE,
              number ->
                  pair.client.download(SITE, SMALL, SMALL_BYTES, OutputStream.nullOutputStream()));
    }
  }

  /** Seconds for a number of requests of which some are on the way at once. */
  private static double repeated(
      int count, int atOnce, IntFunction<CompletableFuture<Long>> request)
      throws IOException, InterruptedException {
    AtomicInteger started = new AtomicInteger();
    CountDownLatch toEnd = new CountDownLatch(count);
    AtomicReference<Throwable> fault = new AtomicReference<>();
    Runnable next =
        new Runnable() {
          @Override
          public void run() {
            int number = started.getAndIncrement();
            if (number < count) {
              CompletableFuture<?> unused =
                  request
                      .apply(number)
                      .whenComplete(
                          (size, error) -> {
                            if (error != null) {
                              fault.set(error);
                            }
                            toEnd.countDown();
                            run();
                          });
            }
          }
        };
    long begin = System.nanoTime();
    for (int i = 0; i < atOnce; i++) {
      next.run();
    }
    toEnd.await();
    double seconds = seconds(begin);
    Throwable broken = fault.get();
    if (broken != null) {
      throw new IOException("A request failed: " + broken.getMessage(), broken);
    }
    return seconds;
  }

  /**
   * Opens connections to a node from many loopback addresses, greets it and leaves them idle.
   *
   * @param node a node on this machine that takes loopback for the internet if {@code tls}
   * @return the connections, to be closed together
   * @throws IOException if the node refuses one
   */
  public Held hold(PeerAddress.Ip node, int count, boolean tls) throws IOException {
    PeerSettings settings =
        tls
            ? PeerSettings.onPort(1).withIpLocal(Set.of())
            : PeerSettings.onPort(1).withIpLocal(loopback(count));
    Clock clock = Clock.systemUTC();
    Intake total = Intake.of(new Bandwidth(clock).down());
    Held held = new Held();
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open();
        held.channels.add(channel);
        // Each from a network of its own, as real peers are.
        channel.bind(new InetSocketAddress(source(i), 0));
        channel.socket().setTcpNoDelay(true);
        channel.connect(new InetSocketAddress(node.ip(), node.port()));
        Link link = new Link(channel.socket(), clock, total);
        link.setReadTimeout((int) DIAL_LIMIT.toMillis());
        if (tls) {
          link.upgradeAsClient(tls());
        }
        new Greeter(new OwnHandshake(settings, clock), tls(), settings, clock, total)
            .greet(link, new Dialled.Peer(node), tls);
        held.links.add(link);
      }
      held.checkAlive();
      return held;
    } catch (IOException | RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private static Set<InetAddress> loopback(int count) {
    return IntStream.range(0, count)
        .mapToObj(PeerBenchmark::source)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static InetAddress source(int number) {
    return PeerAddress.ip("127." + (1 + number % 200) + "." + number / 200 + ".1");
  }

  private static double seconds(long begin) {
    return Math.max(1, System.nanoTime() - begin) / 1e9;
  }

  private Tls tls() {
    return new Tls(certificate::sslContext);
  }

  @Override
  public void close() {
    threads.close();
  }

  /** Connections that do nothing. */
  public static final class Held implements AutoCloseable {
    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();

    /** Asks each and waits for its answer; an exception if the node let go of one. */
    public void checkAlive() throws IOException {
      byte[] ping = MsgPackWriter.encode(Map.of("cmd", "ping", "req_id", 1, "params", Map.of()));
      for (Link link : links) {
        link.out().write(ping);
        link.out().flush();
      }
      for (Link link : links) {
        Message answer = link.next();
        if (answer == null || answer.has("error")) {
          throw new IOException("The node let go of an idle connection.");
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  /** A node that serves, one that fetches, and the connection between them. */
  private final class Pair implements AutoCloseable {
    private final PeerNetwork server;
    private final PeerNetwork fetcher;
    private final PeerClient client;

    Pair(boolean tls) throws IOException {
      Clock clock = Clock.systemUTC();
      PeerSettings settings = PeerSettings.onPort(0).withBind(InetAddress.getLoopbackAddress());
      settings = tls ? settings.withIpLocal(Set.of()) : settings;
      Dialer dialer = new Dialer();
      dialer.allow(NetworkMode.loopbackOnly());
      server = new PeerNetwork(settings, certificate, dialer, threads, clock);
      fetcher = new PeerNetwork(settings, certificate, dialer, threads, clock);
      server.start(new Folder());
      fetcher.start(new Folder());
      client = new PeerClient(fetcher.connect(PeerAddress.of("127.0.0.1", server.localPort())));
      if (client.connection().isTls() != tls) {
        throw new IOException("The connection is not encrypted as it should be.");
      }
    }

    @Override
    public void close() {
      fetcher.close();
      server.close();
    }
  }

  /** Serves the files of the benchmark. */
  private final class Folder implements PeerService {
    @Override
    public boolean serves(PeerConnection from, SiteAddress site) {
      return site.equals(SITE);
    }

    @Override
    public Answer file(PeerConnection from, FileRequest request) {
      return request.answerFrom(request.path().in(folder));
    }

    @Override
    public CompletableFuture<Answer> update(PeerConnection from, Update update) {
      return CompletableFuture.completedFuture(Answer.ok("File not changed"));
    }

    @Override
    public List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange) {
      return List.of();
    }

    @Override
    public Map<InnerPath, Long> modifiedSince(PeerConnection from, SiteAddress site, long since) {
      return Map.of();
    }
  }
}
