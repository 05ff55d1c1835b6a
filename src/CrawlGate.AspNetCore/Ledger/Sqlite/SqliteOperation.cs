namespace CrawlGate.AspNetCore;

/// <summary>Something to be written: one caller's part of a group.</summary>
internal abstract class SqliteOperation
{
    /// <summary>False when the caller has given up before the writer came to it.</summary>
    public abstract bool TryBegin();

    /// <summary>Does it inside the group's transaction. Whatever goes wrong with it alone is kept for its caller.</summary>
    /// <exception cref="SqliteFailure">The whole transaction is lost.</exception>
    public abstract void Run(SqliteDatabase database);

    /// <summary>Tells the caller, once the group is in the file.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing of it is in the file.</summary>
    public abstract void Fail(Exception error);
}

/// <inheritdoc cref="SqliteOperation"/>
/// <param name="work">What to do.</param>
/// <param name="isAtomic">Whether it changes the file by one statement at most, or sees to that itself.</param>
/// <param name="explain">Makes of a failure what the caller gets.</param>
/// <param name="cancellationToken">Cancels it before it is begun.</param>
internal sealed class SqliteOperation<T>(Func<SqliteDatabase, T> work, bool isAtomic, Func<SqliteFailure, Exception> explain, CancellationToken cancellationToken) : SqliteOperation
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _error;
    private T? _result;

    /// <summary>Completes when the group is in the file.</summary>
    public Task<T> Task => _completion.Task;

    public override bool TryBegin()
    {
        if (!cancellationToken.IsCancellationRequested)
            return true;

        _completion.SetCanceled(cancellationToken);
        return false;
    }

    public override void Run(SqliteDatabase database)
    {
        try
        {
            _result = isAtomic ? work(database) : database.Atomically(work);
        }
        catch (SqliteFailure failure) when (failure.IsOfOneStatement && database.IsInTransaction)
        {
            _error = explain(failure);
        }
        catch (Exception error) when (error is not SqliteFailure && database.IsInTransaction)
        {
            _error = error;
        }
    }

    public override void Complete()
    {
        if (_error is null)
            _completion.SetResult(_result!);
        else
            _completion.SetException(_error);
    }

    public override void Fail(Exception error) => _completion.SetException(_error ?? error);
}
