extension Service {
    package static let wecom = Service(
        name: "wecom", title: "WeCom", baseURL: "https://qyapi.weixin.qq.com",
        authorization: .accessToken(
            TokenGrant(
                path: "/cgi-bin/gettoken",
                parameters: [("corpid", .wecomCorpID), ("corpsecret", .wecomSecret)],
                documentedLifetime: 7200)),
        failures: FailureMarks(
            codes: ["errcode"], message: "errmsg", isAlwaysThere: true, meanings: ErrorCode.wecom),
        keys: [.wecomBaseURL, .wecomCorpID, .wecomSecret, .wecomAgentID], addressCode: 60_020)
}

extension ServiceKey {
    package static let wecomBaseURL = ServiceKey.address(of: "wecom")
    package static let wecomCorpID = ServiceKey(
        "corp_id", of: "wecom", .identifier, meaning: "the id of the corporation",
        origin: "我的企业 > 企业ID")
    package static let wecomSecret = ServiceKey(
        "secret", of: "wecom", .secret, meaning: "the secret of the app",
        origin: "应用管理 > the app > Secret")
    package static let wecomAgentID = ServiceKey(
        "agent_id", of: "wecom", .number, isRequired: false,
        meaning:
            "the number of the app; `member`, `department`, and check-ins of everybody require it",
        origin: "应用管理 > the app > AgentId")
}
