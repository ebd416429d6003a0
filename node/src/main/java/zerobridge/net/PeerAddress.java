package zerobridge.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/**
 * Where a node is reached: an IP address or an onion service, and a port. Port 0 is a node that
 * can't be dialled ("passive") and is reached only over a connection it opened itself. Host names
 * are no peer addresses, so nothing here ever asks a resolver.
 */
public sealed interface PeerAddress permits PeerAddress.Ip, PeerAddress.Onion {
  /** The host as text: {@code 1.2.3.4}, {@code 2001:db8::1}, {@code abc….onion}. */
  String host();

  int port();

  HostKind kind();

  /** The same host with another port. */
  PeerAddress withPort(int port);

  default boolean isConnectable() {
    return port() != 0;
  }

  /** Loopback and local networks, by the reference's table; never true for an onion. */
  default boolean isPrivate() {
    return this instanceof Ip address && IpRanges.isPrivate(address.ip());
  }

  default boolean isLoopback() {
    return this instanceof Ip address && address.ip().isLoopbackAddress();
  }

  /**
   * True if the address may be believed when a stranger names it: not private, not multicast or
   * reserved, and with a port. Anything else would let strangers aim this node at local machines.
   */
  default boolean isPublic() {
    return isConnectable() && !(this instanceof Ip address && IpRanges.isReserved(address.ip()));
  }

  /**
   * Reads {@code 1.2.3.4:15441}, {@code [2001:db8::1]:15441} or {@code abc….onion:15441}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static PeerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("A peer address is HOST:PORT, this is not: " + text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return of(host, Integer.parseInt(text.substring(colon + 1)));
  }

  /**
   * The address of a host that is given as text.
   *
   * @param host an IP literal without brackets or a name that ends with {@code .onion}
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static PeerAddress of(String host, int port) {
    return switch (HostKind.of(host)) {
      case ONION -> new Onion(host.substring(0, host.length() - 6).toLowerCase(Locale.ROOT), port);
      case IPV4, IPV6 -> new Ip(IpRanges.literal(host), port);
      case UNKNOWN ->
          throw new IllegalArgumentException("Neither an IP address nor an onion name: " + host);
    };
  }

  /**
   * The address that an IP literal means; asks no resolver.
   *
   * @throws IllegalArgumentException if it is none
   */
  static InetAddress ip(String literal) {
    return IpRanges.literal(literal);
  }

  /** An IP address; IPv4 inside IPv6 is always held as IPv4. */
  record Ip(InetAddress ip, int port) implements PeerAddress {
    public Ip {
      checkPort(port);
      if (ip instanceof Inet6Address scoped && scoped.getScopeId() != 0) {
        ip = IpRanges.fromBytes(ip.getAddress());
      }
    }

    @Override
    public String host() {
      return IpRanges.text(ip);
    }

    @Override
    public HostKind kind() {
      return ip instanceof Inet4Address ? HostKind.IPV4 : HostKind.IPV6;
    }

    @Override
    public Ip withPort(int newPort) {
      return new Ip(ip, newPort);
    }

    @Override
    public String toString() {
      return ip instanceof Inet4Address ? host() + ":" + port : "[" + host() + "]:" + port;
    }
  }

  /** An onion service; {@code label} is its name without {@code .onion}, 16 or 56 characters. */
  record Onion(String label, int port) implements PeerAddress {
    public Onion {
      checkPort(port);
      if (!OnionLabel.isValid(label)) {
        throw new IllegalArgumentException("No onion name: " + label);
      }
    }

    /**
     * The service that a key belongs to.
     *
     * @param publicKey 32 bytes of Ed25519 (version 3), or an RSA key in PKCS #1 DER (version 2)
     */
    public static Onion of(byte[] publicKey, int port) {
      return new Onion(OnionLabel.ofKey(publicKey), port);
    }

    @Override
    public String host() {
      return label + ".onion";
    }

    @Override
    public HostKind kind() {
      return HostKind.ONION;
    }

    @Override
    public Onion withPort(int newPort) {
      return new Onion(label, newPort);
    }

    @Override
    public String toString() {
      return host() + ":" + port;
    }
  }

  private static void checkPort(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("A port is 0 to 65535, not " + port);
    }
  }
}
