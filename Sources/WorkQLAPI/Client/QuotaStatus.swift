package import WorkQLCatalog

/// How much of one quota of an endpoint is used, as far as the calls tell that this client
/// knows of: its own, and with a shared callLog those of all processes.
package struct QuotaStatus: Sendable {
    package var quota: Quota
    package var used: Int
    /// When the first of the used calls stops to count, in seconds since 1970; nil when none is.
    package var until: Double?

    package var left: Int { max(quota.calls - used, 0) }
}

extension ServiceClient {
    /// One for each quota of an endpoint, those set by the user in place of the page's.
    package func quotaStatus(of endpoint: Endpoint) async -> [QuotaStatus] {
        let unix = wire.requestClock.unixSeconds()
        let (usage, now) = await state(of: endpoint).quota.usage()
        return usage.map { usage in
            QuotaStatus(
                quota: usage.quota, used: usage.used,
                until: usage.until.map { unix + ($0 - now) / .seconds(1) })
        }
    }

    /// Seconds until the last of so many calls may be sent, if all are answered at once.
    package func secondsUntilSent(_ calls: Int, of endpoint: Endpoint) async -> Double {
        await state(of: endpoint).quota.forecast(calls) / .seconds(1)
    }
}
