import Crypto
import Foundation
package import WorkQLCatalog

extension ServiceClient {
    /// Tells whose view of a service's records the client has, so that nobody is shown what was
    /// fetched for others: a digest of ids, the address and what stands for the secret, from which
    /// none of them can be read.
    package func identity(of service: Service) -> String {
        let address = isSandboxed ? "sandbox" : baseURL(of: service).text
        let parts = [service.name, address] + authorizer(of: service).identity
        let text = parts.joined(separator: "\n")
        return SHA256.hash(data: Array(text.utf8)).prefix(16)
            .map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
    }

    /// What time it is, in seconds since 1970.
    package var unixSeconds: Double { wire.requestClock.unixSeconds() }
}

/// What stands for a secret where apps are told apart: a secret makes an app, and one that is wrong is
/// not the app whose ids it comes with.
///
/// The secret is the key, and a key cannot be found from what it authenticates.
func fingerprint(of secret: String?, for ids: [String?]) -> String {
    let code = HMAC<SHA256>.authenticationCode(
        for: Data(ids.map { $0 ?? "" }.joined(separator: "\n").utf8),
        using: SymmetricKey(data: Data((secret ?? "").utf8)))
    return Data(code).base64EncodedString()
}
