package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.BitcoinMessage;

/**
 * {@code key}: Bitcoin-style keys and signed messages. Private keys are read from standard input,
 * because arguments are visible to every program of the machine.
 */
@Command(
    name = "key",
    description = "Bitcoin-style keys and signed messages.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>")
final class KeyCommands {
  /** Longest key text on standard input, in characters: a WIF has 52. */
  private static final int MAX_KEY_CHARS = 200;

  @Command(
      name = "new",
      description = "Makes a key and prints its address and its private key.",
      mixinStandardHelpOptions = true)
  int create(@Option(names = "--json", description = "Print JSON.") boolean json) {
    BitcoinKey key = BitcoinKey.generate(new SecureRandom());
    PrintWriter out = out();
    if (json) {
      JsonObject answer = new JsonObject();
      answer.addProperty("address", key.address().value());
      answer.addProperty("privatekey", key.wif());
      out.println(answer);
    } else {
      out.println("address     " + key.address().value());
      out.println("private key " + key.wif());
    }
    return 0;
  }

  @Command(
      name = "address",
      description = "Prints the address of the private key on standard input.",
      mixinStandardHelpOptions = true)
  int address() throws IOException {
    out().println(keyFromInput().address().value());
    return 0;
  }

  @Command(
      name = "sign",
      description = "Signs a message with the private key on standard input.",
      mixinStandardHelpOptions = true)
  int sign(@Parameters(paramLabel = "MESSAGE", description = "The text to sign.") String message)
      throws IOException {
    out().println(keyFromInput().sign(message));
    return 0;
  }

  @Command(
      name = "verify",
      description = "Checks who signed a message.",
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "ADDRESS", description = "Who should have signed.") String address,
      @Parameters(paramLabel = "SIGNATURE", description = "The signature, Base64.")
          String signature,
      @Parameters(paramLabel = "MESSAGE", description = "The signed text.") String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    if (BitcoinMessage.isSignedBy(bytes, signature, address)) {
      out().println("ok: signed by " + address);
      return 0;
    }
    spec.commandLine().getErr().println("zerobridge: " + address + " did not sign this message");
    return 1;
  }

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs
  private CommandSpec spec;

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static BitcoinKey keyFromInput() throws IOException {
    char[] text = new char[MAX_KEY_CHARS];
    int length;
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      length = reader.read(text);
    }
    String key = length <= 0 ? "" : new String(text, 0, length).strip();
    try {
      return BitcoinKey.fromWif(key);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "standard input holds no private key in wallet import format (51 or 52 characters)", e);
    }
  }
}
