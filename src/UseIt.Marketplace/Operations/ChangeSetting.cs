using System.Collections.Immutable;
using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>Changes a setting of the running marketplace, on all nodes; without a value it is again what the installation says.</summary>
public sealed record ChangeSetting(RunningSetting Setting, string? Value, string Reason) : Message, ICommand
{
    public Guid SettingsId => ChangedSettings.Id;
}

/// <summary>The settings that were changed while the marketplace runs.</summary>
public sealed record ChangedSettings(ImmutableDictionary<RunningSetting, string> Values) : IState<ChangedSettings>
{
    public static readonly Guid Id = UuidV5.Of(UuidV5.Url, "urn:useit:running-settings");

    public static ChangedSettings Empty { get; } = new(ImmutableDictionary<RunningSetting, string>.Empty);

    public ChangedSettings Evolve(object fact) =>
        fact is SettingChanged e ? new(e.Value is null ? Values.Remove(e.Setting) : Values.SetItem(e.Setting, e.Value)) : this;
}

public static class ChangeSettingHandler
{
    public const int MostTimes = 20;
    public const int LeastMiB = 100;
    public const int MostMiB = 1 << 20;

    public static readonly Refusal ContactWrong = new(
        "setting-contact-wrong",
        "value",
        "Enter a mail address, for example help@example.org"
    );
    public static readonly Refusal TimesWrong = new("setting-times-wrong", "value", "Enter a whole number from 1 to 20");
    public static readonly Refusal StorageWrong = new("setting-storage-wrong", "value", "Enter whole MiB, from 100 to 1048576");
    public static readonly Refusal SettingUnknown = new("setting-unknown", "setting", "Choose one of the settings there are");

    public static Access Authorise(Actor actor) => OperationsModule.Authorise(actor);

    public static Decision Handle(ChangeSetting command, ChangedSettings settings, Actor actor)
    {
        var value = string.IsNullOrWhiteSpace(command.Value) ? null : command.Value.Trim();
        if (Wrong(command.Setting, value) is { } wrong)
            return wrong;
        if (settings.Values.GetValueOrDefault(command.Setting) == value)
            return Decision.Nothing;
        return string.IsNullOrWhiteSpace(command.Reason)
            ? OperationsModule.ReasonMissing
            : Decision.On<ChangedSettings>(
                command.SettingsId,
                new SettingChanged(command.SettingsId, command.Setting, value, command.Reason.Trim(), actor.Person)
            );
    }

    private static Refusal? Wrong(RunningSetting setting, string? value) =>
        (setting, value) switch
        {
            (_, null) => null,
            (RunningSetting.Contact, _) => MailAddress.Is(value) ? null : ContactWrong,
            (RunningSetting.RateLimits, _) => Number(value) is >= 1 and <= MostTimes ? null : TimesWrong,
            (RunningSetting.StorageMiB, _) => Number(value) is >= LeastMiB and <= MostMiB ? null : StorageWrong,
            _ => SettingUnknown,
        };

    private static int? Number(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ChangeSetting>("POST", $"{OperationsModule.Root}/settings", OperationsModule.Administrators);
}
