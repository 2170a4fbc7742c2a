using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Skills;

public sealed record Vacancy(VacancyPosted? Posted, VacancyEnd? End) : IState<Vacancy>
{
    public static Vacancy Empty { get; } = new(null, null);

    public bool IsOpen => Posted is not null && End is null;

    public Vacancy Evolve(object fact) =>
        fact switch
        {
            VacancyPosted e => this with { Posted = e },
            VacancyClosed e => this with { End = e.Reason },
            _ => this,
        };
}
