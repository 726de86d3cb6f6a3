import Foundation
package import WorkQLCatalog
import WorkQLDigest

extension ServiceClient {
    /// Returns an identifier of the client's view of a service's records, so that records fetched
    /// for one caller are not shown to another: a digest of ids, the address and the fingerprint of
    /// the secret, from which none of them can be recovered.
    ///
    /// What answers on this machine is a sandbox, whose records are its own. All other addresses of a
    /// service are one: a machine may reach it by a proxy with an address of its own, and ids and secret
    /// tell who asks.
    package func identity(of service: Service) -> String {
        let base = isLocal(service) ? baseURL(of: service) : .standard(service)
        let address = isSandboxed ? "sandbox" : base.text
        let parts = [service.name, address] + authorizer(of: service).identity
        let text = parts.joined(separator: "\n")
        return Digest.sha256(Array(text.utf8)).prefix(16).hexadecimal
    }

    /// The current time, in seconds since 1970.
    package var unixSeconds: Double { wire.requestClock.unixSeconds() }
}

/// Returns the fingerprint that represents a secret when apps are distinguished: a secret
/// identifies an app, and a wrong secret is not the app whose ids it accompanies.
///
/// The secret is the key of the authentication code, and a key cannot be recovered from the code.
func fingerprint(of secret: String?, for ids: [String?]) -> String {
    let code = Digest.hmacSHA256(
        Array(ids.map { $0 ?? "" }.joined(separator: "\n").utf8), key: Array((secret ?? "").utf8))
    return Data(code).base64EncodedString()
}
