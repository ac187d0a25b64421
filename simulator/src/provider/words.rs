//! What is written in deliveries: all of it made up.

/// Names that a message can be sent as: up to 11 characters, also with spaces and underscores.
pub(super) const SENDERS: [&str; 4] = ["DemoSender", "Harbour_Spa", "Demo Coats", "PARCELS"];

/// Names of registrations.
pub(super) const REGISTRATIONS: [&str; 5] =
    ["parcel updates", "Answers to the restaurant", "clicks", "consent", "everything → test ✅"];

/// Texts of the account's messages.
pub(super) const MESSAGES: [&str; 8] = [
    "Your table for four is held until seven. Coming? Answer yes or no.",
    "Parcel 2 of 3 arrives today 📦",
    "New in: coats for colder days. No more of these? Answer STOP.",
    "Frost tonight.\nCover the citrus.",
    "Your code is 204 981. Nobody of ours will ask you for it.",
    "Dr Okoro is looking forward to seeing you tomorrow at 9:30. \"Late\"? Tell us.",
    "Les bulbes sont arrivés : 20 % jusqu'à samedi",
    "ご予約ありがとうございます。明日お待ちしております。",
];

/// Texts from handsets: untrimmed, in any case, with whatever a keyboard has.
pub(super) const ANSWERS: [&str; 10] = [
    "YES ",
    " yEs, five of us now 🎉\nsee you there ",
    "no",
    "Who is this?",
    "ok 👍🏽",
    "\u{201c}Late\u{201d} is fine\u{2026} 20 min?\r\n",
    "Leave it with the neighbours at no. 12\\14 <please> & \"ring\"",
    "はい",
    "🙏",
    "\tGreat!!!   thx",
];

/// How people say that they want no more.
pub(super) const STOPS: [&str; 6] = ["STOP", "Stop", "stop ", " STOP\n", "Stop.", "stop pls 🛑"];

/// Subjects of MMS.
pub(super) const SUBJECTS: [&str; 3] = ["Claim 4410", "Spring beds 🌷", "(no subject)"];

/// Where tracked links lead.
pub(super) const DESTINATIONS: [&str; 4] = [
    "https://shop.example.com/parcels/20817?part=2&lang=en#map",
    "https://garden.example.com/spring",
    "https://coats.example.com/?q=%C3%BCbergang+jacke&size=m",
    "http://example.org",
];

/// Where the media of the account's own MMS are.
pub(super) const MEDIA_URLS: [&str; 3] = [
    "https://media.example.com/beds/tulips.jpg",
    "https://media.example.com/coats/autumn%2003.png",
    "https://media.example.com/clip.mp4?token=a1b2",
];

/// Campaigns.
pub(super) const CAMPAIGNS: [&str; 3] = ["autumn-lookbook-03", "frost", "7c1e"];

/// What a carrier says of a message that it did not deliver.
pub(super) const DESCRIPTIONS: [&str; 3] = [
    "Expired: handset unreachable (code 4)",
    "absent subscriber",
    "Blocked by recipient's carrier",
];
