import Crypto
package import WorkQLCatalog

extension ServiceClient {
    /// Tells whose view of a service's records the client has, so that nobody is shown what was
    /// fetched for others: a digest of ids and the address, in which there is no secret.
    package func identity(of service: Service) -> String {
        let parts = [service.name, baseURL(of: service).text] + authorizer(of: service).identity
        let text = parts.joined(separator: "\n")
        return SHA256.hash(data: Array(text.utf8)).prefix(16)
            .map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }.joined()
    }

    /// What time it is, in seconds since 1970.
    package var unixSeconds: Double { wire.timekeeper.unixSeconds() }
}
