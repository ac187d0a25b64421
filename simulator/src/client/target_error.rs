/// Why there is no [`Target`](super::Target).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It is no URL of `http` or `https`.
    #[error(
        "not a URL to deliver to: one begins with http:// or https://, such as \
         http://127.0.0.1:3000/webhooks/kudosity?secret=…, and has a host's name in ASCII"
    )]
    NotAUrl,
    /// The user or the password of the URL is no text.
    #[error("the user-info of the URL is not UTF-8 once it is percent-decoded: encode it again")]
    UserInfo,
    /// It is `https`, and this was built without TLS.
    #[error("https is not built in: build with the feature `tls`, or take an http URL")]
    WithoutTls,
    /// It is no header line, or one that frames the body.
    #[error(
        "not a header: write it as `name: value`; content-length and transfer-encoding are the body's"
    )]
    Header,
    /// There is no certificate to trust in the file.
    #[error(
        "cannot read a certificate from {0}: give a PEM file with the certificate of an authority"
    )]
    Certificate(String),
}
