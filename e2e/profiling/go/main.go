// Writes one profile of each kind that Go has into the folder that it is given.
package main

import (
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

var kept [][]byte
var sum uint64

func burn(until time.Time) {
	for time.Now().Before(until) {
		sum += fibonacci(22)
	}
}

func fibonacci(n uint64) uint64 {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func allocate() {
	for i := 0; i < 2000; i++ {
		kept = append(kept, make([]byte, 4096))
		_ = make([]byte, 10000)
	}
}

func contend() {
	var lock sync.Mutex
	var all sync.WaitGroup
	for i := 0; i < 4; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := 0; j < 20; j++ {
				lock.Lock()
				time.Sleep(time.Millisecond)
				lock.Unlock()
			}
		}()
	}
	all.Wait()
}

func wait(on chan struct{}) { <-on }

func write(folder, kind string) {
	file, err := os.Create(filepath.Join(folder, kind))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if err := pprof.Lookup(kind).WriteTo(file, 0); err != nil {
		log.Fatal(err)
	}
}

func main() {
	folder := os.Args[1]
	runtime.MemProfileRate = 512
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	cpu, err := os.Create(filepath.Join(folder, "cpu"))
	if err != nil {
		log.Fatal(err)
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		log.Fatal(err)
	}
	burn(time.Now().Add(time.Second))
	pprof.StopCPUProfile()
	cpu.Close()
	allocate()
	contend()
	hold := make(chan struct{})
	for i := 0; i < 7; i++ {
		go wait(hold)
	}
	time.Sleep(10 * time.Millisecond)
	runtime.GC()
	for _, kind := range []string{"heap", "allocs", "goroutine", "mutex", "block", "threadcreate"} {
		write(folder, kind)
	}
	close(hold)
	runtime.KeepAlive(kept)
}
