package zerobridge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import zerobridge.codec.ProtocolException;

/** Reads one HTTP response within limits (RFC 9112): by length, in chunks or to the end. */
final class HttpResponseReader {
  private static final int MAX_LINE_BYTES = 8 << 10;
  private static final int MAX_HEADER_LINES = 100;

  private final InputStream in;
  private final int maxBody;

  HttpResponseReader(InputStream in, int maxBody) {
    this.in = new BufferedInputStream(in);
    this.maxBody = maxBody;
  }

  HttpGet.Response read() throws IOException {
    int status = status(line());
    long length = -1;
    boolean chunked = false;
    int lines = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      if (++lines > MAX_HEADER_LINES) {
        throw new ProtocolException("The server sends too many header lines.");
      }
      int colon = Math.max(0, line.indexOf(':'));
      String name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).trim();
      if (name.equals("content-length")) {
        length = number(value, 10);
      } else if (name.equals("transfer-encoding")) {
        chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
      }
    }
    return new HttpGet.Response(status, chunked ? chunks() : body(length));
  }

  private static int status(String line) throws ProtocolException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new ProtocolException("The server doesn't answer in HTTP.");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private byte[] body(long length) throws IOException {
    if (length > maxBody) {
      throw tooLarge();
    }
    byte[] body = in.readNBytes(length < 0 ? maxBody + 1 : (int) length);
    if (body.length > maxBody) {
      throw tooLarge();
    }
    if (body.length < length) {
      throw new EOFException("The server ended its answer too early.");
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line();
      int extension = line.indexOf(';');
      long size = number((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      if (size > maxBody - body.size()) {
        throw tooLarge();
      }
      byte[] chunk = in.readNBytes((int) size);
      if (chunk.length < size || !line().isEmpty()) {
        throw new EOFException("The server ended a chunk too early.");
      }
      body.write(chunk);
    }
  }

  private ProtocolException tooLarge() {
    return new ProtocolException("The server's answer is larger than " + maxBody + " bytes.");
  }

  private static long number(String text, int radix) throws ProtocolException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new ProtocolException("The server sends a length that is no number.", e);
    }
    throw new ProtocolException("The server sends a negative length.");
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("The server ended its answer in the header.");
      }
      if (line.size() == MAX_LINE_BYTES) {
        throw new ProtocolException("The server sends a header line without end.");
      }
      line.write(b);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
