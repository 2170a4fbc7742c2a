using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Research;

/// <summary>A form that asks whether somebody can agree alone, and who agrees where they cannot.</summary>
public interface IAsksForCapacity
{
    ConsentCapacity? Capacity { get; }
    string? GuardianName { get; }
    DateOnly? GuardianOn { get; }

    static readonly Refusal NotChosen = new("capacity-missing", "capacity", "Choose whether this person can agree alone");

    Guardian? Guardian => string.IsNullOrWhiteSpace(GuardianName) ? null : new Guardian(GuardianName, GuardianOn ?? default);

    /// <summary>The form's name of a field that the command calls otherwise.</summary>
    static string Field(string field) => field.StartsWith("guardian", StringComparison.Ordinal) ? nameof(GuardianName) : field;
}
