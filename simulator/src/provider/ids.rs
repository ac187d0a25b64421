use super::Dice;

const HEX: &[u8; 16] = b"0123456789abcdef";
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An id as most are: a random UUID.
pub(super) fn uuid(dice: &mut Dice) -> String {
    let (high, low) = (dice.number(), dice.number());
    let (time, more) = (high >> 32, (high >> 16) & 0xffff);
    let version = 0x4000 | (high & 0x0fff);
    let variant = 0x8000 | ((low >> 48) & 0x3fff);
    let node = low & 0xffff_ffff_ffff;
    format!("{time:08x}-{more:04x}-{version:04x}-{variant:04x}-{node:012x}")
}

/// The id of an answer to an SMS, as seen live.
pub(super) fn two_way(dice: &mut Dice) -> String {
    format!("alss-2way-{}-{}", dice.text(HEX, 8), dice.text(HEX, 8))
}

/// The id of an MMS from a handset, which its message centre gave.
pub(super) fn message_centre(dice: &mut Dice) -> String {
    format!("{}@mmsc.example.com", dice.text(LETTERS, 8))
}

/// A tracked link, as it stands in a message's text.
pub(super) fn short_link(dice: &mut Dice) -> String {
    format!("https://s.example.net/{}", dice.text(LETTERS, 5))
}
