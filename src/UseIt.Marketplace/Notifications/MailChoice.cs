using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>When a person wants mails; messages stand on the home page in any case.</summary>
public enum Mails
{
    AtOnce,
    InTheMorning,
    Never,
}

public sealed record MailsChosen(Guid PersonId, Mails Mails) : IFact;

/// <summary>What a person has chosen; at once, until they choose.</summary>
public sealed record MailChoice(Mails Mails) : IState<MailChoice>
{
    public static MailChoice Empty { get; } = new(Mails.AtOnce);

    public static string StreamType => "mail_choice";

    public static Guid IdOf(Guid person) => UuidV5.Of(person, "mails");

    public MailChoice Evolve(object fact) => fact is MailsChosen e ? new MailChoice(e.Mails) : this;
}
