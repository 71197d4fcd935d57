// SPDX-License-Identifier: Apache-2.0
#include "emulator/http/tls_identity.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <boost/asio/ip/address.hpp>

namespace xray::emulator {
namespace {

template <auto kFree>
struct Freer {
    template <class T>
    void operator()(T* object) const {
        kFree(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;

constexpr long kSecondsPerDay = 86400;
constexpr long kDays = 365;
constexpr int kSerialBytes = 16;

bool add_extension(X509* certificate, int kind, const std::string& value) {
    const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// One entry of a subjectAltName extension in OpenSSL's writing; empty for the wildcard addresses.
std::string alternative_name(const std::string& host) {
    boost::system::error_code not_an_address;
    const auto address = boost::asio::ip::make_address(host, not_an_address);
    if (not_an_address) return "DNS:" + host;
    return address.is_unspecified() ? "" : "IP:" + address.to_string();
}

std::string alternative_names(const std::vector<std::string>& hosts) {
    std::vector<std::string> entries{"DNS:localhost", "IP:127.0.0.1", "IP:::1"};
    for (const std::string& host : hosts) {
        std::string entry = alternative_name(host);
        const bool is_new = std::find(entries.begin(), entries.end(), entry) == entries.end();
        if (is_new && !entry.empty()) entries.push_back(std::move(entry));
    }
    std::string list;
    for (const std::string& entry : entries) list += (list.empty() ? "" : ",") + entry;
    return list;
}

bool set_serial_number(X509* certificate) {
    std::array<unsigned char, kSerialBytes> bytes{};
    if (RAND_bytes(bytes.data(), kSerialBytes) != 1) return false;
    bytes[0] &= 0x7FU;  // positive
    BIGNUM* const number = BN_bin2bn(bytes.data(), kSerialBytes, nullptr);
    const bool set =
        number != nullptr && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
    BN_free(number);
    return set;
}

bool set_subject(X509* certificate) {
    constexpr const char* kName = "xray-emulator";
    X509_NAME* const subject = X509_get_subject_name(certificate);
    const auto* const text = reinterpret_cast<const unsigned char*>(kName);
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

Certificate make_certificate(EVP_PKEY* key, const std::vector<std::string>& hosts) {
    Certificate certificate(X509_new());
    X509* const raw = certificate.get();
    const bool made =
        raw != nullptr && X509_set_version(raw, X509_VERSION_3) == 1 && set_serial_number(raw) &&
        set_subject(raw) && X509_gmtime_adj(X509_getm_notBefore(raw), -kSecondsPerDay) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(raw), kDays * kSecondsPerDay) != nullptr &&
        X509_set_pubkey(raw, key) == 1 && add_extension(raw, NID_basic_constraints, "critical,CA:FALSE") &&
        add_extension(raw, NID_key_usage, "critical,digitalSignature") &&
        add_extension(raw, NID_ext_key_usage, "serverAuth") &&
        add_extension(raw, NID_subject_alt_name, alternative_names(hosts)) &&
        X509_sign(raw, key, EVP_sha256()) > 0;
    return made ? std::move(certificate) : nullptr;
}

template <class Write>
std::string to_pem(const Write& write) {
    const Memory memory(BIO_new(BIO_s_mem()));
    if (!memory || write(memory.get()) != 1) return {};
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

}  // namespace

tl::expected<TlsIdentity, std::string> make_self_signed_identity(const std::vector<std::string>& hosts) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = key ? make_certificate(key.get(), hosts) : nullptr;
    if (!certificate) return tl::unexpected("cannot make a certificate for " + alternative_names(hosts));
    return TlsIdentity{
        to_pem([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); }), to_pem([&](BIO* out) {
            return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        })};
}

}  // namespace xray::emulator
