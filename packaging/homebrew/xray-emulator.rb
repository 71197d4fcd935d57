# SPDX-License-Identifier: Apache-2.0
# For a tap (github.com/your-org/homebrew-tap, folder Formula): brew install --HEAD your-org/tap/xray-emulator
# A release adds url and sha256 of its source.
class XrayEmulator < Formula
  desc "AWS X-Ray for testing, offline"
  homepage "https://xray-emulator.dev"
  license "Apache-2.0"
  head "https://github.com/your-org/xray-emulator.git", branch: "main"

  depends_on "cli11" => :build
  depends_on "cmake" => :build
  depends_on "fmt" => :build
  depends_on "ninja" => :build
  depends_on "nlohmann-json" => :build
  depends_on "protozero" => :build
  depends_on "spdlog" => :build
  depends_on "tl-expected" => :build
  depends_on "boost"
  depends_on "libnghttp2"
  depends_on "openssl@3"
  depends_on "sqlite"
  depends_on "zstd"

  uses_from_macos "zlib"

  on_macos do
    depends_on "gcc"
  end

  fails_with :clang do
    cause "reads numbers by std::from_chars, which its library has not for all types"
  end

  def install
    system "cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DXRAY_BUILD_TESTS=OFF", *std_cmake_args
    system "cmake", "--build", "build", "--target", "xray-emulator"
    bin.install "build/bin/xray-emulator"
  end

  test do
    port = free_port
    emulator = spawn bin/"xray-emulator", "--port", port.to_s
    begin
      health = "curl --silent --retry 20 --retry-connrefused http://127.0.0.1:#{port}/_emulator/health"
      assert_match '"status":"ok"', shell_output(health)
    ensure
      Process.kill "TERM", emulator
      Process.wait emulator
    end
  end
end
