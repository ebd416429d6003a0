package zerobridge.net;

import com.code_intelligence.jazzer.junit.FuzzTest;

class AddressFuzz {
  @FuzzTest(maxDuration = "40s")
  void read(byte[] bytes) {
    AddressTargets.packed(bytes);
    AddressTargets.text(bytes);
  }
}
